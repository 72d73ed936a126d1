import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SETTINGS } from '../../../src/config/commandline/initOptions.ts';
import { runCommand } from '../../../src/init/run.ts';
import { native, shell, until } from '../../native/harness.ts';

const SIGCHLD = 17;
/** Ignored, or they stop. */
const HARMLESS: ReadonlySet<number> = new Set([17, 18, 19, 20, 21, 22, 23, 28]);

/** Real children, one after the other, in this process; only its end and its warnings are caught. */
async function statusOf(script: string, remapExit: readonly number[] = []): Promise<number> {
  const { pid } = native.spawn(shell(script));
  if (pid === undefined) throw new Error('no child');
  let react: (signal: number) => void = () => undefined;
  let status: number | null = null;
  const exitNow = (code: number): never => {
    status ??= code;
    return undefined as never;
  };
  runCommand(
    { ...native, exitNow },
    {
      settings: { ...NO_SETTINGS, remapExit: new Set(remapExit) },
      signals: {
        deliver: (to) => {
          react = to;
        },
      },
      pid,
      attempts: [],
      failed: assert.fail,
    },
  );
  await until(() => {
    react(SIGCHLD);
    return status !== null;
  }, `the end of ${script}`);
  return status ?? -1;
}

test('the exit codes 0 to 255 of the command are its own', async () => {
  for (let code = 0; code < 256; code++) assert.equal(await statusOf(`exit ${code}`), code);
});

test('a command that a signal ended gives 128 and its number, for each signal there is', async () => {
  for (let number = 1; number <= 64; number++) {
    if (HARMLESS.has(number)) continue;
    assert.equal(await statusOf(`ulimit -c 0; kill -${number} $$; sleep 10`), 128 + number);
  }
});

for (const [script, status] of [
  ['exit 7', 0],
  ['exit 8', 8],
  ['kill $$', 0],
] as const) {
  test(`with 7 and 143 remapped, "${script}" gives ${status}`, async () => {
    assert.equal(await statusOf(script, [7, 143]), status);
  });
}
