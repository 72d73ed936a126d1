// Answers on all cores: the primary process forks workers and starts those again that die. POST /jobs leaves a job for
// worker.mjs; GET /crash ends the process that answers.
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const port = Number(process.env.PORT ?? 3000);
const jobs = process.env.JOBS ?? '/tmp/jobs';

if (cluster.isPrimary) primary();
else worker();

function primary() {
  mkdirSync(jobs, { recursive: true });
  let stopping = false;
  for (let i = 0; i < Number(process.env.WORKERS ?? availableParallelism()); i++) cluster.fork();
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (stopping) return;
    console.log(`process ${pid} ended (${signal ?? code}), another one takes its place`);
    cluster.fork();
  });
  // Each closes its connections and ends; this one ends when nobody is left.
  process.on('SIGTERM', () => {
    stopping = true;
    cluster.disconnect(() => console.log('closed'));
  });
}

function worker() {
  const server = createServer((request, response) => {
    if (request.url === '/crash') process.exit(1);
    if (request.method === 'POST' && request.url === '/jobs') leaveJob();
    response.end(request.url === '/healthz' ? 'ok\n' : `Hello from process ${process.pid}\n`);
  });
  server.listen(port, () => console.log(`process ${process.pid} listens on port ${port}`));
  process.on('disconnect', () => server.closeIdleConnections());
  // The primary decides; this one would die in the middle of an answer.
  process.on('SIGTERM', () => undefined);
}

// Written aside and moved into place: the worker never sees half a job.
function leaveJob() {
  const file = join(jobs, randomUUID());
  writeFileSync(`${file}.new`, `left at ${new Date().toISOString()}\n`);
  renameSync(`${file}.new`, `${file}.job`);
}
