import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { Contestant } from '../contestants/index.ts';
import { experiment, median } from '../experiment.ts';
import { medianOf } from '../rpcClient.ts';
import type { Running } from '../running.ts';
import type { Turn } from '../turn.ts';
import { SUPERVISORS } from './who.ts';

const RUNS = 10;
const PROGRAMS = 10;

/** What the package promises: at most so many times of a bare `node -e 0`. */
const FACTOR = 1.35;

export const startup = experiment({
  name: 'startup',
  about: 'the daemon from exec until its socket takes a connection, beside its interpreter alone, as whole processes',
  who: ['ours', 'supervisord', 'pm2'],
  bound: 30,
  rounds: 5,
  measures: {
    bare: { title: 'its interpreter alone, with an empty program', unit: 'ms', digits: 0 },
    socket: { title: 'daemon, from exec until its socket takes a connection', unit: 'ms', digits: 0 },
    factor: { title: 'the same, times its interpreter alone', unit: '', digits: 2, target: { limit: FACTOR } },
  },
  run: async ({ start, note, contestant, sandbox, signal }) => {
    const bare = await medianOf(RUNS, 1, () => timeWhole(contestant.bare?.(contestant.file) ?? [], { signal }));
    note({ bare });
    const running = await start({ program: 'sleeper', count: 0 });
    const socket = (await reachable(sandbox.path(contestant.socket ?? ''), running)) * 1000;
    note({ socket, factor: socket / bare });
  },
});

export const ctl = experiment({
  name: 'ctl',
  about: `status of ${PROGRAMS} programs as a whole process, each with its own client; the median of ${RUNS} times`,
  who: SUPERVISORS,
  programs: PROGRAMS,
  bound: 60,
  rounds: 1,
  measures: {
    status: {
      title: `\`status\` of ${PROGRAMS} programs, a whole process`,
      unit: 'ms',
      digits: 0,
      target: { atMost: 0.7 },
    },
    factor: { title: 'the same, times its interpreter alone', unit: '', digits: 2, target: { limit: FACTOR } },
  },
  run: async ({ start, note, contestant, ...turn }) => {
    const running = await start({ program: 'sleeper', count: PROGRAMS, options: { startsecs: '0' } });
    await running.stamps(PROGRAMS);
    await allShown(contestant, turn);
    const line = contestant.bare?.(contestant.file);
    // By turns, so that a busy moment is unfair to both.
    const [all, bare]: [number[], number[]] = [[], []];
    while (all.length < RUNS) {
      all.push(await timeStatus(contestant, turn));
      if (line) bare.push(await timeWhole(line, turn));
    }
    const status = median(all);
    note({ status, ...(line && { factor: status / median(bare) }) });
  },
});

/** Seconds from exec of the daemon. */
async function reachable(path: string, { born, until }: Running): Promise<number> {
  await until(path, () => existsSync(path), 1);
  while (!(await takes(path))) await until(path, () => existsSync(path), 1);
  return Number(process.hrtime.bigint()) / 1e9 - born;
}

/** False for one that does not listen yet. */
function takes(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

type Where = Pick<Turn, 'sandbox' | 'signal'>;

/** Some know of their programs a little later than these run. */
async function allShown(contestant: Contestant, where: Where): Promise<void> {
  while ((await shown(contestant, where)) < PROGRAMS) where.signal.throwIfAborted();
}

async function timeStatus(contestant: Contestant, where: Where): Promise<number> {
  const begin = performance.now();
  const lines = await shown(contestant, where);
  const took = performance.now() - begin;
  if (lines !== PROGRAMS) throw new Error(`its status shows ${lines} programs that run, not ${PROGRAMS}`);
  return took;
}

async function shown({ status, file, env }: Contestant, { sandbox, signal }: Where): Promise<number> {
  if (!status) return 0;
  const [command = '', ...args] = status.argv(file, sandbox);
  const { stdout } = await promisify(execFile)(command, args, { signal, env: { ...process.env, ...env?.(sandbox) } });
  return stdout.match(status.up)?.length ?? 0;
}

async function timeWhole(
  [command = '', ...args]: readonly string[],
  { signal }: Pick<Turn, 'signal'>,
): Promise<number> {
  const begin = performance.now();
  await promisify(execFile)(command, args, { signal });
  return performance.now() - begin;
}
