import { calls, rpcCase, type Step, until } from '../rpc/rpcCase.ts';
import { answered, listener, make, protocolOf, sees, tell } from './listening.ts';

const NOW = 'startsecs=0\n';
const GATE = 'gate={dir}/open';

const tellAll = (...words: readonly string[]): Step[] => words.map((word) => tell('word', word));

rpcCase({
  title: 'what waits in the buffer of a pool',
  sections: [
    listener('four', 'REMOTE_COMMUNICATION', [GATE], `${NOW}priority=1\nbuffer_size=4`),
    listener('ten', 'REMOTE_COMMUNICATION', [GATE], `${NOW}priority=2`),
    listener('one', 'REMOTE_COMMUNICATION', [GATE], `${NOW}priority=3\nbuffer_size=1`),
    listener('stopped', 'REMOTE_COMMUNICATION', [], `${NOW}priority=6\nbuffer_size=3\nautostart=false`),
    listener('slow', 'REMOTE_COMMUNICATION', [GATE], 'startsecs=3\npriority=7\nbuffer_size=2'),
  ].join('\n'),
  steps: [
    ...['four', 'ten', 'one'].map((name) => until(name, 'RUNNING')),
    ...tellAll('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'),
    make('open'),
    sees('four', { until: /\nl$/, shows: /word.ni".*word.nl/ }, 'the four latest'),
    sees('ten', { until: /\nl$/, shows: /word.nc"/ }, 'ten by default'),
    sees('one', { until: /\nl$/ }, 'the latest'),
    calls('startProcess', ['stopped']),
    sees('stopped', { until: /\nl$/, shows: /word.nj"/ }, 'events wait for a listener that does not run'),
    sees('slow', { until: /\nl$/ }, 'and for one that is starting'),
    answered('four', 4),
    answered('ten', 10),
    answered('one', 1),
    answered('stopped', 3),
    answered('slow', 2),
    ...['four', 'ten', 'one', 'stopped', 'slow'].map((name) => protocolOf(name, /overflowed/)),
  ],
});

rpcCase({
  title: 'an event that comes back into a full buffer',
  sections: [
    listener('rejects', 'REMOTE_COMMUNICATION', ['refuse={dir}/refuse', 'ok'], `${NOW}priority=1\nbuffer_size=2`),
    listener('dies', 'REMOTE_COMMUNICATION', ['none'], `${NOW}priority=3\nbuffer_size=2\nstopsignal=KILL`),
  ].join('\n'),
  steps: [
    answered('dies', 0),
    answered('rejects', 0),
    ...tellAll('a'),
    sees('dies', { until: 1 }),
    sees('rejects', { until: 1 }),
    ...tellAll('b', 'c'),
    // Its buffer holds b and c, and it dies with a.
    calls('stopProcess', ['dies'], { shows: /true/ }),
    protocolOf('dies', /overflowed, discarding event/),
    calls('startProcess', ['dies'], { shows: /true/ }),
    sees('dies', { until: 2, shows: /word.na".*word.na"/ }, 'it comes again, and the oldest of the others is gone'),
    protocolOf('dies'),
    make('refuse'),
    sees('rejects', { until: /\nc$/, shows: /word.na".*word.na".*word.nc"/ }, 'the same when it is rejected'),
    answered('rejects', 3),
    protocolOf('rejects', /overflowed/),
  ],
});

rpcCase({
  title: 'a rejected event and the other pools',
  sections: [
    listener('rejects', 'REMOTE_COMMUNICATION', ['fail', 'ok'], NOW),
    listener('other', 'REMOTE_COMMUNICATION', [], NOW),
    listener('stranger', 'PROCESS_GROUP', [], NOW),
    listener('apart', 'REMOTE_COMMUNICATION', [], `${NOW}priority=5`),
  ].join('\n'),
  steps: [
    ...['rejects', 'other', 'stranger', 'apart'].map((name) => answered(name, 0)),
    ...tellAll('a'),
    sees('rejects', { until: 2, shows: /poolserial:0 .*word.na".*poolserial:0 .*word.na"/ }),
    ...tellAll('b'),
    sees('rejects', { until: 3 }),
    sees('apart', { until: /\nb$/ }),
    sees('other', {
      until: /\nb$/,
      unnumbered: true,
      differs: {
        reason:
          'the reference takes processes of the same priority for the same process: what one listener rejects goes to ' +
          'the pools of the others too, a second time or without a subscription',
        reference: /word.na".*word.na".*word.nb"/,
        ours: ['a', 'b'].map(
          (word) => `ver:3.0 server:supervisor pool:other eventname:REMOTE_COMMUNICATION len:11\ntype:word\n${word}`,
        ),
      },
    }),
  ],
});
