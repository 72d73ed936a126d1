import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from '../../../../src/process/context.ts';
import type { SupervisorEvent } from '../../../../src/process/events/events.ts';
import { judgeFor } from '../../../../src/process/listeners/resultHandlers.ts';

const directory = mkdtempSync(join(tmpdir(), 'handlers-'));
after(() => rmSync(directory, { recursive: true }));
writeFileSync(
  join(directory, 'handlers.mjs'),
  `export const no = () => false;
export const yes = () => undefined;
export const later = async ({ payload }, result) => payload === String(result);
export const broken = () => { throw new Error('no luck'); };
`,
);

const EVENT: SupervisorEvent = { name: 'TICK_5', payload: 'x', serial: 1, poolSerials: new Map() };

function judge(handler: string) {
  const said: string[] = [];
  const printed: string[] = [];
  const say = (message: string) => void said.push(message);
  const log: Log = { critical: say, error: say, warn: say, info: say, debug: say };
  const context = { log, configFile: join(directory, 'supervisord.conf'), print: (text: string) => printed.push(text) };
  const decide = judgeFor('p', handler, context);
  return { said, printed, decide: (result: string) => decide(EVENT, Buffer.from(result)) };
}

const CASES = [
  ['supervisor.dispatchers:default_handler', 'OK', 'processed'],
  ['supervisor.dispatchers:default_handler', 'FAIL', 'rejected'],
  ['supervisor.dispatchers:default_handler', 'ok', 'rejected'],
  ['nobody.knows:it', 'OK', 'processed'],
  ['./handlers.mjs:yes', 'FAIL', 'processed'],
  ['./handlers.mjs:no', 'OK', 'rejected'],
  ['./handlers.mjs:later', 'x', 'processed'],
  ['./handlers.mjs:later', 'y', 'rejected'],
  ['./handlers.mjs:broken', 'OK', 'error'],
  ['./handlers.mjs:absent', 'OK', 'error'],
  ['./nothing.mjs:yes', 'OK', 'error'],
] as const;

for (const [handler, result, verdict] of CASES) {
  test(`${handler}: ${result} is ${verdict}, at the first time and at the second`, async () => {
    const { decide } = judge(handler);
    assert.equal(await decide(result), verdict);
    assert.equal(await decide(result), verdict);
  });
}

test('a Python handler that is not here is named, with what to use instead', () => {
  const { said } = judge('my.module:handle');
  assert.match(said.join(), /pool p: result_handler my\.module:handle is Python code.*\.\/file\.mjs:function/);
});

test('what a handler throws is in the log', async () => {
  const { said, decide } = judge('./handlers.mjs:broken');
  await decide('OK');
  assert.match(said.join(), /broken of .*handlers\.mjs failed: Error: no luck/);
});

test('supervisor_stdout prints the lines of a PROCESS_LOG event with their process and channel', () => {
  const { decide, printed } = judge('supervisor_stdout:event_handler');
  assert.equal(decide('processname:web groupname:g pid:3 channel:stderr\none\n\ntwo\n'), 'processed');
  assert.deepEqual(printed, ['web stderr | one\nweb stderr | \nweb stderr | two\n']);
});

test('supervisor_stdout judges a result that is no event as an error', () => {
  assert.equal(judge('supervisor_stdout:event_handler').decide('OK'), 'error');
});
