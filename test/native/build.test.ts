import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { buildNative } from '../../src/native/build.mjs';
import { addonFile, addonName } from '../../src/native/load.ts';
import { folder } from './harness.ts';

test('what is newer than its sources is not compiled again', () => {
  const file = buildNative({ outDir: join(folder, 'once') });
  const { mtimeMs } = statSync(file);
  assert.equal(buildNative({ outDir: join(folder, 'once'), cc: '/nonesuch/cc' }), file);
  assert.equal(statSync(file).mtimeMs, mtimeMs);
});

test('the compiler and the target can be chosen, and a missing compiler is said to be', () => {
  const outDir = join(folder, 'other');
  assert.equal(
    buildNative({ outDir, cc: 'cc -DOTHER', target: 'linux-arm64-musl' }),
    join(outDir, 'linux-arm64-musl.node'),
  );
  assert.throws(() => buildNative({ outDir, cc: '/nonesuch/cc' }), /nonesuch\/cc: not found; install a C compiler/);
});

test('the addon runs on every glibc that Node.js 20 runs on (2.28)', { skip: !addonName().includes('glibc') }, () => {
  const { stdout } = spawnSync('objdump', ['-T', addonFile()], { encoding: 'utf8' });
  const versions = [...stdout.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  assert.ok(versions.length > 0 && Math.max(...versions) <= 28, `needs glibc 2.${Math.max(...versions)}`);
});

test('the bundle finds the addon in native/ beside it, and says what to do where there is none', async () => {
  const outfile = join(folder, 'bundle', 'main.cjs');
  const entry = join(folder, 'main.ts');
  const index = new URL('../../src/native/index.ts', import.meta.url).pathname;
  writeFileSync(entry, `import { native } from ${JSON.stringify(index)}; console.log(native.userById(0)?.name);`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': '""' },
    logLevel: 'error',
  });
  const run = () => spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
  assert.match(
    run().stderr,
    /no native addon for this system: linux-\S+\.node is not in \S+bundle\/native\. Reinstall/,
  );
  mkdirSync(join(folder, 'bundle', 'native'));
  const there = join(folder, 'bundle', 'native', addonName());
  writeFileSync(there, 'not an addon');
  assert.match(run().stderr, /cannot load the native addon \S+bundle\/native\/linux-\S+\.node: /);
  copyFileSync(addonFile(), there);
  assert.equal(run().stdout, 'root\n');
});
