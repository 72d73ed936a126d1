import { pause } from '../../helpers/waitFor.ts';
import { type Measure, median } from '../measure.ts';
import { anonymousMegabytes, cpuSeconds, proportionalMegabytes, wakeUps } from '../proc.ts';
import type { Workspace } from '../workspace.ts';
import type { Peer } from './peers.ts';
import { type Running, stampsOf, start } from './run.ts';

/** One experiment: what is measured, and how; a figure for each measure. */
export interface Experiment {
  readonly name: string;
  readonly measures: readonly Measure[];
  /** More programs than some peers can take. */
  readonly count: number;
  run(peer: Peer, workspace: Workspace): Promise<readonly number[]>;
}

const SETTLE_MS = 4000;
const IDLE_SECONDS = 10;
const CYCLES = 5;
const LIFE_MS = 1500;
const CHATTY = { programs: 40, lines: 100, seconds: 10 };
const STREAM_MB = Number(process.env.BENCH_STREAM_MB ?? 1000);
const ORPHANS = 2000;
const ORPHANS_MS = 60_000;

export const EXPERIMENTS: readonly Experiment[] = [
  crowd(1),
  crowd(10),
  crowd(100),
  crowd(1000),
  crowd(5000),
  {
    name: 'restart',
    count: 1,
    measures: [{ title: 'from the exit of a program until it runs again', unit: 'ms', digits: 1 }],
    run: (peer, workspace) =>
      running(peer, workspace, 'mayfly', 1, [String(LIFE_MS)], async (daemon) => {
        const times = await daemon.stamps(2 * CYCLES + 1);
        const gaps = Array.from({ length: CYCLES }, (_, i) => (times[2 * i + 2] ?? 0) - (times[2 * i + 1] ?? 0));
        return [median(gaps) * 1000];
      }),
  },
  {
    name: 'lines',
    count: CHATTY.programs,
    measures: [
      {
        title: `${CHATTY.programs} programs, ${CHATTY.lines} lines a second each: CPU of a core`,
        unit: '%',
        digits: 1,
      },
    ],
    run: (peer, workspace) =>
      running(peer, workspace, 'chatter', CHATTY.programs, [String(CHATTY.lines)], async (daemon) => {
        await daemon.stamps(CHATTY.programs);
        await pause(SETTLE_MS);
        const [before, begin] = [sum(daemon, cpuSeconds), performance.now()];
        await pause(CHATTY.seconds * 1000);
        return [((sum(daemon, cpuSeconds) - before) / ((performance.now() - begin) / 1000)) * 100];
      }),
  },
  {
    name: 'stream',
    count: 1,
    measures: [
      { title: 'one loud program, rotated every 50 MB: MB a second', unit: '', digits: 0 },
      { title: 'CPU seconds for each of its gigabytes', unit: 's', digits: 2 },
    ],
    run: (peer, workspace) =>
      running(peer, workspace, 'stream', 1, [String(STREAM_MB), '4096'], async (daemon) => {
        const [begin = 0, end = 0] = await daemon.stamps(2);
        return [STREAM_MB / (end - begin), sum(daemon, cpuSeconds) / (STREAM_MB / 1000)];
      }),
  },
  {
    name: 'orphans',
    count: 1,
    measures: [
      {
        title: `${ORPHANS.toLocaleString('en')} orphans at once as PID 1, until no zombie is left`,
        unit: 's',
        digits: 2,
      },
    ],
    run: (peer, workspace) =>
      running(
        peer,
        workspace,
        'orphans',
        1,
        [String(ORPHANS)],
        async (daemon) => {
          const [lastExit = 0] = await daemon.stamps(1);
          // Some never reap what they did not start.
          const [, gone = Number.POSITIVE_INFINITY] = await daemon.stamps(2, ORPHANS_MS).catch(() => []);
          return [gone - lastExit];
        },
        true,
      ),
  },
];

function crowd(count: number): Experiment {
  const what = count === 1 ? '1 program' : `${count.toLocaleString('en')} programs`;
  const settled = count <= 1000;
  const start: Measure = { title: `start of ${what}`, unit: 's', digits: 2 };
  const stop: Measure = { title: `stop of ${what}`, unit: 's', digits: 2 };
  const idle: Measure = { title: `wake-ups in ${IDLE_SECONDS} idle seconds with ${what}`, unit: '', digits: 0 };
  const memory: Measure = { title: `private memory with ${what}`, unit: 'MB', digits: 1 };
  const pss: Measure = { title: 'the same, with its share of what is shared (Pss)', unit: 'MB', digits: 1 };
  return {
    name: `programs-${count}`,
    count,
    measures: [start, stop, ...(settled ? [memory, pss] : []), ...(count === 10 ? [idle] : [])],
    run: (peer, workspace) =>
      running(peer, workspace, 'sleeper', count, [], async (daemon) => {
        const begun = Math.max(...(await daemon.stamps(count))) - daemon.born;
        await pause(SETTLE_MS);
        const used = [sum(daemon, anonymousMegabytes), sum(daemon, proportionalMegabytes)];
        const wakes = count === 10 ? [await wakesOf(daemon)] : [];
        return [begun, await daemon.stop(), ...(settled ? used : []), ...wakes];
      }),
  };
}

async function wakesOf(daemon: Running): Promise<number> {
  const before = sum(daemon, wakeUps);
  await pause(IDLE_SECONDS * 1000);
  return sum(daemon, wakeUps) - before;
}

async function running(
  peer: Peer,
  workspace: Workspace,
  program: 'sleeper' | 'mayfly' | 'chatter' | 'stream' | 'orphans',
  count: number,
  args: readonly string[],
  measure: (daemon: Running) => Promise<readonly number[]>,
  pid1 = false,
): Promise<readonly number[]> {
  return workspace.use(async (sandbox) => {
    const file = workspace.program(program);
    const workload = { argv: [file, stampsOf(sandbox), ...args], count };
    const argv = peer.prepare(workload, sandbox);
    const options = { workspace, sandbox, argv, program: file, stop: peer.stop, pid1 };
    return measure(await start({ ...options, ...(peer.env && { env: peer.env(sandbox) }) }));
  });
}

const sum = (daemon: Running, figure: (pid: number) => number): number =>
  daemon.supervisors().reduce((total, pid) => total + figure(pid), 0);
