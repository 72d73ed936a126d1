import { INTERFACE, rpcCase, SERVER, type Side, type Step, SUPERVISORD } from '../rpc/rpcCase.ts';
import { eventsOf, listener, logged, program, type Seeing, sees } from './listening.ts';

const LISTENER = 'startsecs=0\nbuffer_size=200';

const signal = (name: NodeJS.Signals): Step => ({
  title: `the daemon gets a ${name}`,
  run: async ({ daemon }) => daemon.signal(name),
});

const exit: Step = { title: 'the daemon ends', run: ({ daemon }) => daemon.waitExit(), shows: /"code":0/ };

/** Takes a while to end, so that a listener has been told of all before that. */
const SLOW = `sh -c "trap 'sleep 0.3; exit 0' TERM; while :; do sleep 0.05; done"`;

/** With startsecs=0, how many processes are started before the first of them is RUNNING depends on the moment. */
const RUNNING = /PROCESS_STATE_RUNNING/;
/** Two processes of one group end at the same moment. */
const BUT_RACES = /^(?!.*PROCESS_STATE_RUNNING)(?!.*_STOPPED.*\n.*processname:second_)/;

const SECOND_LIFE = /serial:(3[7-9]|4\d|5\d) /;

function inOrder(name: string, title: string, how: Seeing): Step {
  return sees(name, { unnumbered: true, ...how }, title);
}

/** Serials of a pool's events, with the pool's own. */
function numbers(name: string, count: number): Step {
  return {
    title: `the numbers of the first ${count} events of ${name}`,
    run: async (side: Side) => {
      await sees(name, { until: count }).run(side);
      const fields = eventsOf(side.daemon.sandbox, name).map((event) => event.fields);
      return fields.slice(0, count).map(({ serial, poolserial }) => `${serial} ${poolserial}`);
    },
  };
}

rpcCase({
  title: 'the order of events, and their numbers',
  sections: '',
  config: [
    `${SERVER}${SUPERVISORD}identifier=the_one\n${INTERFACE}`,
    // Not EVENT: a tick may come at any time.
    listener('all', 'PROCESS_GROUP,SUPERVISOR_STATE_CHANGE,PROCESS_STATE', [], LISTENER),
    listener('groups', 'PROCESS_GROUP', [], `${LISTENER}\npriority=5`),
    listener('stops', 'SUPERVISOR_STATE_CHANGE,PROCESS_STATE_STOPPED', [], `${LISTENER}\npriority=1001`),
    program('third', '/bin/cat', 'startsecs=0\npriority=30'),
    program('first', SLOW, 'startsecs=0\npriority=10'),
    program('second', '/bin/cat', 'startsecs=0\npriority=20\nnumprocs=2\nprocess_name=second_%(process_num)d'),
    program('resting', '/bin/cat', 'autostart=false'),
  ].join('\n'),
  steps: [
    logged(/^success: /, 7),
    numbers('all', 22),
    inOrder('all', 'groups, then the daemon, then their processes by priority', {
      until: /processname:stops /,
      only: BUT_RACES,
      shows: /GROUP_ADDED.*STATE_CHANGE_RUNNING.*STARTING/,
    }),
    inOrder('all', 'processes run by priority', { until: 7, only: RUNNING }),
    sees('groups', { until: 6, shows: /serial:1 pool:groups poolserial:0/ }),
    sees('stops', { until: 1, shows: /serial:7 pool:stops poolserial:0/ }),
    signal('SIGHUP'),
    logged(/^success: /, 14),
    inOrder('all', 'programs end in descending priority, each after the other, and then listeners', {
      until: /_STOPPING.*\n.*processname:first /,
      shows: /STATE_CHANGE_STOPPING.*processname:stops .*processname:third /,
      only: BUT_RACES,
    }),
    sees('all', { until: 8, only: /serial:(3[7-9]|4[0-4]) / }, 'serials go on, those of the pool begin again'),
    sees('all', { until: 22, only: SECOND_LIFE, unnumbered: true, unordered: 'by process' }, 'all of the second life'),
    sees('stops', { until: 2, shows: /serial:44 pool:stops poolserial:0/ }, 'what stops is told again'),
    signal('SIGTERM'),
    exit,
    sees('groups', { until: 12 }, 'all that groups is told'),
    sees('stops', { until: 2 }, 'a listener that ends first misses the end'),
  ],
});
