// node test/run.mjs FOLDER...: runs every *.test.ts under test/FOLDER with node's own runner and exits with its status.
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Seconds for all of a run; what hangs must not hang for ever. */
const LIMIT = Number(process.env.TEST_TIME_LIMIT ?? 900);

/** These mostly wait for others, so that more of them than there are cores can run at once. */
const WAITING = new Set(['compat', 'integration', 'pid1']);

const folders = process.argv.slice(2);
if (folders.length === 0) fail(`which folders of ${here}? For example: node test/run.mjs unit native`);
const files = folders.flatMap(testsUnder);
if (files.length === 0) fail(`no *.test.ts under ${folders.map((folder) => join('test', folder)).join(', ')}`);
run(files);

function testsUnder(folder) {
  const path = join(here, folder);
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile())
    .sort();
}

function run(paths) {
  const child = spawn(process.execPath, [...nodeOptions(), ...paths], { stdio: 'inherit', cwd: join(here, '..') });
  const limit = setTimeout(() => giveUp(child), LIMIT * 1000);
  child.on('error', (error) => fail(`cannot start node's test runner: ${error.message}`));
  child.on('exit', (code, signal) => {
    clearTimeout(limit);
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}

function nodeOptions() {
  const concurrency = folders.some((folder) => WAITING.has(folder))
    ? availableParallelism() + 1
    : availableParallelism();
  return ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec'];
}

function giveUp(child) {
  console.error(`test/run.mjs: not finished after ${LIMIT} s (TEST_TIME_LIMIT), ending it`);
  process.exitCode = 1;
  child.kill('SIGTERM');
}

function fail(message) {
  console.error(`test/run.mjs: ${message}`);
  process.exit(2);
}
