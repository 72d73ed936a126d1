// Does the jobs that web.mjs leaves in a directory, oldest first, and finishes the one at hand when it is told to stop.
import { mkdirSync, watch } from 'node:fs';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const jobs = process.env.JOBS ?? '/tmp/jobs';
mkdirSync(jobs, { recursive: true });

let working = false;
let again = false;
const watcher = watch(jobs, () => work());
process.on('SIGTERM', () => watcher.close());
console.log(`waiting for jobs in ${jobs}`);
work();

async function work() {
  again = true;
  if (working) return;
  working = true;
  while (again) {
    again = false;
    for (const name of (await readdir(jobs)).filter((each) => each.endsWith('.job'))) await doJob(join(jobs, name));
  }
  working = false;
}

async function doJob(file) {
  console.log(`job done: ${(await readFile(file, 'utf8')).trim()}`);
  await unlink(file);
}
