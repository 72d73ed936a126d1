import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { OURS } from '../helpers/flavour.ts';
import { createSandbox } from '../helpers/sandbox.ts';

const run = promisify(execFile);

/** A copy of the package, whose cache can be spoiled. */
function installed() {
  const sandbox = createSandbox();
  const dist = sandbox.path('dist');
  cpSync(dirname(OURS), dist, { recursive: true });
  rmSync(join(dist, 'code-cache'), { recursive: true, force: true });
  return { sandbox, dist, daemon: join(dist, 'tsupervisord.cjs'), cache: join(dist, 'code-cache') };
}

test('preparing the package leaves a cache for the daemon, and neither a process nor a file besides', async (t) => {
  const { sandbox, dist, daemon, cache } = installed();
  t.after(sandbox.remove);
  const { stdout, stderr } = await run(join(dist, 'prepare.cjs'), { env: { ...process.env, TMPDIR: sandbox.dir } });
  assert.deepEqual([stdout, stderr], ['', '']);
  assert.deepEqual(readdirSync(cache).sort(), ['bin-daemon.cjs.bin', 'rpc-servers.cjs.bin']);
  assert.deepEqual(readdirSync(sandbox.dir), ['dist']);
  assert.match((await run(daemon, ['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  for (const file of readdirSync(cache)) writeFileSync(join(cache, file), 'spoiled');
  assert.match((await run(daemon, ['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('where it cannot be kept, that is said, and is no failure', async (t) => {
  const { sandbox, dist, cache } = installed();
  t.after(sandbox.remove);
  writeFileSync(cache, 'a file in the place of the folder');
  const { stderr } = await run(join(dist, 'prepare.cjs'), { env: { ...process.env, TMPDIR: sandbox.dir } });
  assert.match(stderr, /^tsupervisord will start a little slower: .*EEXIST.*\n$/);
  assert.ok(!existsSync(join(sandbox.dir, 'tsupervisord')));
});
