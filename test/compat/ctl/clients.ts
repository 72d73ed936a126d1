import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../helpers/flavour.ts';

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin: string;
}

export type Client = (args: readonly string[], options: RunOptions) => Promise<Finished>;

/** The built client; OURS_CTL names another one. */
export const OUR_CTL = process.env.OURS_CTL ?? join(ROOT, 'dist', 'tsupervisorctl.cjs');
export const REFERENCE_CTL = '/usr/bin/supervisorctl';
const SERVER = fileURLToPath(new URL('supervisorctl_server.py', import.meta.url));

/** A hanging client must not hang the tests. */
const LIMIT_MS = 60_000;

export const ours: Client = (args, { cwd, stdin }) => {
  if (!existsSync(OUR_CTL)) throw new Error(`${OUR_CTL} is missing. Build it first: npm run build`);
  return new Promise((resolve, reject) => {
    const child = spawn(OUR_CTL, args, { cwd, env: environment(cwd), timeout: LIMIT_MS });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({ ...output, status }));
    // A client that is done with its input may close it before all of it has been written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
};

function environment(home: string): Record<string, string> {
  return { PATH: `/usr/bin:/bin:${dirname(process.execPath)}`, LANG: 'C.UTF-8', HOME: home };
}

export interface ReferenceClient {
  readonly run: Client;
  dispose(): void;
}

/** Supervisor's own client, forked from one process: most of its time is Python's start. */
export function startReference(): ReferenceClient {
  const dir = mkdtempSync(join(tmpdir(), 'tsv-ctl-'));
  const waiting = new Map<number, (status: number | null) => void>();
  const server = spawn('/usr/bin/python3', ['-u', SERVER], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  createInterface({ input: server.stdout }).on('line', (line) => {
    const { id, status } = JSON.parse(line) as { id: number; status: number };
    waiting.get(id)?.(status);
  });
  let count = 0;
  const run: Client = async (args, { cwd, stdin }) => {
    const id = ++count;
    const [input, stdout, stderr] = ['in', 'out', 'err'].map((name) => join(dir, `${id}.${name}`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(input, stdin);
    const job = { id, argv: [REFERENCE_CTL, ...args], cwd, env: environment(cwd), stdin: input, stdout, stderr };
    const status = await answered(server, waiting, id, `${JSON.stringify(job)}\n`);
    return { status, stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') };
  };
  const dispose = (): void => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  return { run, dispose };
}

function answered(
  server: ChildProcess,
  waiting: Map<number, (status: number | null) => void>,
  id: number,
  line: string,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`supervisorctl did not end: ${line}`)), LIMIT_MS);
    waiting.set(id, (status) => {
      clearTimeout(limit);
      resolve(status);
    });
    server.stdin?.write(line);
  });
}
