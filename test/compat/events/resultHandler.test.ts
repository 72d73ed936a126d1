import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDaemon } from '../../helpers/daemon.ts';
import { noReference, selfCheck } from '../../helpers/flavour.ts';
import { rpcCase, SUPERVISORD } from '../rpc/rpcCase.ts';
import { answered, listener, protocolOf, sees, tell } from './listening.ts';

rpcCase({
  title: 'the default result handler by its name',
  sections: listener(
    'l',
    'REMOTE_COMMUNICATION',
    ['fail', 'answer=okay', 'ok'],
    'startsecs=0\nresult_handler=supervisor.dispatchers:default_handler',
  ),
  steps: [
    answered('l', 0),
    tell('word', 'one'),
    sees('l', { until: 3 }),
    answered('l', 3),
    protocolOf('l', /rejected/),
  ],
});

const UNKNOWN = `${SUPERVISORD}${listener('l', 'EVENT', [], 'startsecs=0\nresult_handler=no.such.module:handler')}`;

test('a result handler that does not exist ends the reference; ours goes on with the default', {
  skip: noReference,
  timeout: 60_000,
}, async () => {
  const reference = await startDaemon({ flavour: 'reference', config: UNKNOWN });
  const ours = await startDaemon({ flavour: 'ours', config: UNKNOWN });
  try {
    assert.deepEqual(await reference.waitExit(), { code: 2, signal: null });
    assert.match(reference.stderr(), /no\.such\.module:handler cannot be resolved within \[eventlistener:l\]/);
    if (!selfCheck) await ours.waitLog(/result_handler no\.such\.module:handler is Python code/);
  } finally {
    await Promise.all([reference.dispose(), ours.dispose()]);
  }
});
