import { calls, rpcCase } from '../rpc/rpcCase.ts';
import { answered, listener, sees, tell } from './listening.ts';

rpcCase({
  title: 'remote communication events',
  sections: listener('l', 'REMOTE_COMMUNICATION', [], 'startsecs=0'),
  steps: [
    // There are more events than its buffer holds.
    answered('l', 0),
    tell('greeting', 'hello'),
    tell('', ''),
    tell('two lines', 'first\nsecond\n'),
    tell('beyond ASCII: ä', 'ä€😀'),
    tell('quotes', `'single' "double" \\ back`),
    calls('sendRemoteCommEvent', ['n', 5]),
    calls('sendRemoteCommEvent', [5, 'x']),
    calls('sendRemoteCommEvent', ['x', true]),
    calls('sendRemoteCommEvent', ['x', null]),
    calls('sendRemoteCommEvent', ['x', [1, 'two', { three: 3.5 }]]),
    calls('sendRemoteCommEvent', ['only one']),
    tell('last', 'one'),
    sees('l', { until: /last/ }),
  ],
});
