import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsOf, listener, PRINTER, program } from '../compat/events/listening.ts';
import { call } from '../compat/rpc/client.ts';
import { INTERFACE, SERVER, SUPERVISORD } from '../compat/rpc/rpcCase.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import type { FileSpec } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

const HEAD = `${SERVER}${SUPERVISORD}${INTERFACE}`;
const NOW = 'startsecs=0\n';
const RELAY = join(ROOT, 'test', 'fixtures', 'listeners', 'relay.py');
const LIMITS = { timeout: 60_000 };

function run(config: string, files: Readonly<Record<string, FileSpec>>, use: (daemon: Daemon) => Promise<void>) {
  return withDaemon({ flavour: 'ours', config: `${HEAD}${config}`, files }, use);
}

async function rpc(daemon: Daemon, method: string, ...params: string[]): Promise<void> {
  const address = daemon.sandbox.path('s.sock');
  await waitFor('the socket', () => existsSync(address));
  assert.deepEqual(await call({ address }, `supervisor.${method}`, ...params), { value: true });
}

const told = (daemon: Daemon, count: number): Promise<string[]> =>
  waitFor(`${count} events`, () => {
    const payloads = eventsOf(daemon.sandbox, 'l').map(({ payload }) => payload.slice(payload.indexOf('\n') + 1));
    return payloads.length >= count ? payloads : null;
  });

test('supervisor_stdout:event_handler prints the output of programs with their names', LIMITS, () =>
  run(
    [
      `[eventlistener:relay]\ncommand=/usr/bin/python3 -S -E ${RELAY}\nevents=PROCESS_LOG\nbuffer_size=100\n${NOW}`,
      'result_handler=supervisor_stdout:event_handler\n',
      program('talker', PRINTER, `${NOW}stdout_events_enabled=true`),
      program('angry', `${PRINTER} 2`, `${NOW}stderr_events_enabled=true`),
    ].join(''),
    {},
    async (daemon) => {
      await daemon.waitLog(/^relay: ACKNOWLEDGED -> READY/);
      const printed = (line: string) =>
        waitFor(`'${line}' on stdout`, () =>
          Buffer.from(daemon.stdout(), 'latin1').toString().split('\n').includes(line),
        );
      await rpc(daemon, 'sendProcessStdin', 'talker', 'hello\\n\n');
      await printed('talker stdout | hello');
      await rpc(daemon, 'sendProcessStdin', 'talker', 'two\\nlines\\n\n');
      await printed('talker stdout | two');
      await printed('talker stdout | lines');
      await rpc(daemon, 'sendProcessStdin', 'talker', 'beyond ASCII: \\0303\\0244\\n\n');
      await printed('talker stdout | beyond ASCII: ä');
      await rpc(daemon, 'sendProcessStdin', 'angry', 'a complaint\\n\n');
      await printed('angry stderr | a complaint');
      assert.doesNotMatch(daemon.messages().join('\n'), /WARN relay/);
    },
  ),
);

test('a result_handler of Python that does not run here is said so, and OK and FAIL count', LIMITS, () =>
  run(
    listener('l', 'REMOTE_COMMUNICATION', ['fail', 'ok'], `${NOW}result_handler=my.package:handle`),
    {},
    async (daemon) => {
      const { level } = await daemon.waitLog(/pool l: result_handler my\.package:handle is Python code/);
      assert.equal(level, 'WARN');
      await daemon.waitLog(/^success: l/);
      await rpc(daemon, 'sendRemoteCommEvent', 'word', 'one');
      assert.deepEqual(await told(daemon, 2), ['one', 'one']);
    },
  ),
);

/** Gets what the listener answers; the answer is also what it does. */
const HANDLER = `
import { appendFileSync } from 'node:fs';
const notes = new URL('handler.notes', import.meta.url);
export function judge(event, result) {
  const answer = result.toString();
  appendFileSync(notes, event.name + ' ' + event.serial + ' ' + JSON.stringify(event.payload) + ' ' + answer + '\\n');
  if (answer === 'throw') throw new Error('I cannot judge that');
  return answer !== 'no';
}
export const later = async (event, result) => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return judge(event, result);
};
export const nothing = 5;
`;

for (const name of ['judge', 'later']) {
  test(`result_handler=./file.mjs:${name} accepts, rejects and fails`, LIMITS, () =>
    run(
      listener(
        'l',
        'REMOTE_COMMUNICATION',
        ['answer=yes', 'answer=no', 'answer=OK', 'answer=throw'],
        `${NOW}result_handler=./handler.mjs:${name}`,
      ),
      { 'handler.mjs': HANDLER },
      async (daemon) => {
        await daemon.waitLog(/^success: l/);
        for (const word of ['one', 'two', 'three', 'four']) await rpc(daemon, 'sendRemoteCommEvent', 'word', word);
        await daemon.waitLog(/^l: event caused an error/);
        await daemon.waitLog(/^l: has entered the UNKNOWN state/);
        assert.deepEqual(await told(daemon, 4), ['one', 'two', 'two', 'three']);
        assert.equal(
          daemon.sandbox.read('handler.notes'),
          [
            'REMOTE_COMMUNICATION 0 "type:word\\none" yes',
            'REMOTE_COMMUNICATION 1 "type:word\\ntwo" no',
            'REMOTE_COMMUNICATION 1 "type:word\\ntwo" OK',
            'REMOTE_COMMUNICATION 2 "type:word\\nthree" throw\n',
          ].join('\n'),
        );
      },
    ),
  );
}

for (const [what, handler, files] of [
  ['a file that is not there', './none.mjs:judge', {}],
  ['a name that it does not export', './handler.mjs:other', { 'handler.mjs': HANDLER }],
  ['a value that is no function', './handler.mjs:nothing', { 'handler.mjs': HANDLER }],
  ['a file with an error in it', './handler.mjs:judge', { 'handler.mjs': 'export function judge( {' }],
] as const) {
  test(`result_handler with ${what} is told, and the daemon runs on`, LIMITS, () =>
    run(
      [
        listener('l', 'REMOTE_COMMUNICATION', [], `${NOW}result_handler=${handler}`),
        program('p', '/bin/cat', NOW),
      ].join(''),
      files,
      async (daemon) => {
        const { level } = await daemon.waitLog(/pool l: .*result_handler/);
        assert.equal(level, 'CRIT');
        await daemon.waitLog(/^success: l/);
        await rpc(daemon, 'sendRemoteCommEvent', 'word', 'one');
        await daemon.waitLog(/^l: has entered the UNKNOWN state/);
        await rpc(daemon, 'stopProcess', 'p');
      },
    ),
  );
}
