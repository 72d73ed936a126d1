import { calls, rpcCase, type Step, until } from '../rpc/rpcCase.ts';
import {
  answered,
  eventsOf,
  listener,
  make,
  PRINTER,
  program,
  protocolOf,
  recorder,
  sees,
  tell,
  told,
} from './listening.ts';

const LISTENER = 'startsecs=0\nbuffer_size=100';

/** A pool and what it wants; the names say what is special about it. */
const POOLS: Readonly<Record<string, string>> = {
  everything: 'EVENT',
  states: 'PROCESS_STATE',
  stopping: 'PROCESS_STATE_STOPPING',
  stopped_and_running: 'PROCESS_STATE_STOPPED,PROCESS_STATE_RUNNING',
  communication: 'PROCESS_COMMUNICATION',
  output: 'PROCESS_LOG',
  errors: 'PROCESS_LOG_STDERR',
  remote: 'REMOTE_COMMUNICATION',
  daemon: 'SUPERVISOR_STATE_CHANGE',
  groups: 'PROCESS_GROUP',
  removed: 'PROCESS_GROUP_REMOVED',
  small_letters: 'remote_communication',
  spaces: ' REMOTE_COMMUNICATION , PROCESS_GROUP_ADDED ',
  twice: 'REMOTE_COMMUNICATION,REMOTE_COMMUNICATION',
  overlapping: 'PROCESS_STATE_STOPPED,PROCESS_STATE,REMOTE_COMMUNICATION',
  thrice: 'REMOTE_COMMUNICATION,EVENT,PROCESS_LOG,PROCESS_STATE_STOPPED,PROCESS_STATE',
};

/** Neither ticks, which come when they come, nor what the listeners themselves do, which is all at once. */
const COMPARED = /^(?!.*TICK)(?!.*(\n|.)*processname:(?!p ))/;

rpcCase({
  title: 'who subscribes to a class of events gets all of its kinds',
  sections: [
    ...Object.entries(POOLS).map(([name, events]) => listener(name, events, [], LISTENER)),
    program(
      'p',
      PRINTER,
      'startsecs=0\nautostart=false\nstdout_events_enabled=true\nstderr_events_enabled=true\nstdout_capture_maxbytes=100',
    ),
  ].join('\n'),
  steps: [
    ...Object.keys(POOLS).map((name) => until(name, 'RUNNING')),
    calls('startProcess', ['p']),
    calls('sendProcessStdin', [
      'p',
      '<!--XSUPERVISOR:BEGIN-->told<!--XSUPERVISOR:END-->and some more of text than a token has\n',
    ]),
    { ...told('everything', /some more/), run: async (side) => void (await told('everything', /some more/).run(side)) },
    calls('stopProcess', ['p']),
    calls('removeProcessGroup', ['p']),
    calls('addProcessGroup', ['p']),
    tell('the', 'end'),
    ...['remote', 'small_letters', 'spaces', 'twice', 'everything', 'overlapping', 'thrice'].map((name) =>
      sees(name, { until: /\nend$/, only: COMPARED, unnumbered: true }),
    ),
    sees('states', { until: /STOPPED/, only: COMPARED, unnumbered: true }),
    sees('stopping', { until: /STOPPING/, only: COMPARED, unnumbered: true }),
    sees('stopped_and_running', { until: /STOPPED/, only: COMPARED, unnumbered: true }),
    sees('communication', { until: 1, unnumbered: true }),
    sees('output', { until: /some more/, unnumbered: true }),
    sees('daemon', { until: 1, unnumbered: true }),
    sees('groups', { until: /REMOVED.*\ngroupname:p/, unnumbered: true }),
    sees('removed', { until: 1, unnumbered: true }),
    doubled('overlapping', /STOPPED.*\nprocessname:p /),
    doubled('twice', /\nend$/),
    doubled('thrice', /STOPPED.*\nprocessname:p /),
    doubled('thrice', /\nend$/),
  ],
});

/** How often an event has come, and whether with the same numbers: those depend on what the others do. */
function doubled(name: string, pattern: RegExp): Step {
  return {
    title: `how often ${name} is told ${pattern.source}`,
    run: async ({ daemon }) => {
      const events = eventsOf(daemon.sandbox, name).filter(({ header, payload }) => pattern.test(header + payload));
      const different = (key: string): number => new Set(events.map(({ fields }) => fields[key])).size;
      return { times: events.length, serials: different('serial'), 'pool serials': different('poolserial') };
    },
    shows: /"serials":1,"pool serials":1/,
  };
}

rpcCase({
  title: 'a pool of several processes',
  sections: `
[eventlistener:pool]
command=${recorder('pool_%(process_num)d', 'wait={dir}/@.go', 'ok')}
process_name=%(program_name)s_%(process_num)d
numprocs=3
startsecs=0
buffer_size=100
events=REMOTE_COMMUNICATION
${listener('single', 'REMOTE_COMMUNICATION,PROCESS_GROUP_REMOVED', [], 'startsecs=0\npriority=-5')}
`,
  steps: [
    ...['pool:pool_0', 'pool:pool_1', 'pool:pool_2', 'single'].map((name) => until(name, 'RUNNING')),
    answered('pool_0', 0),
    answered('pool_1', 0),
    answered('pool_2', 0),
    tell('one', '1'),
    tell('two', '2'),
    tell('three', '3'),
    tell('four', '4'),
    tell('five', '5'),
    sees('pool_0', { until: 1, shows: /serial:0 pool:pool poolserial:0/ }),
    sees('pool_1', { until: 1, shows: /serial:1 pool:pool poolserial:1/ }),
    sees('pool_2', { until: 1 }),
    make('pool_1.go'),
    sees('pool_1', { until: 3, shows: /type:two.*type:four.*type:five/ }, 'the one that is ready gets what waits'),
    make('pool_0.go'),
    make('pool_2.go'),
    answered('pool_0', 1),
    answered('pool_2', 1),
    sees('single', { until: 5 }),
    tell('six', '6'),
    sees('pool_0', { until: 2, shows: /type:six/ }, 'the first of those that are ready is asked'),
    answered('pool_0', 2),
    protocolOf('pool_0'),
    protocolOf('pool_1'),
    protocolOf('pool'),
    calls('getProcessInfo', ['pool:pool_0']),
  ],
});

rpcCase({
  title: 'ticks',
  sections: [listener('t', 'TICK_5', [], LISTENER), listener('all', 'TICK', [], LISTENER)].join('\n'),
  steps: [
    sees('t', { until: /serial:1 .*TICK_5/ }),
    sees('all', { until: /serial:1 .*TICK_5/, shows: /TICK_5 len:14/ }),
    {
      title: 'they come at multiples of five seconds',
      run: async ({ daemon }) => {
        const times = eventsOf(daemon.sandbox, 't').map(({ payload }) => Number(payload.replace('when:', '')));
        return { rests: times.slice(0, 2).map((time) => time % 5), apart: (times[1] ?? 0) - (times[0] ?? 0) };
      },
      shows: /"rests":\[0,0\],"apart":5/,
    },
  ],
});
