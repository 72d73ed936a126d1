import { OURS } from '../../helpers/flavour.ts';
import { pause } from '../../helpers/waitFor.ts';
import { type Measure, median } from '../measure.ts';
import { anonymousMegabytes, proportionalMegabytes } from '../proc.ts';
import type { Workspace } from '../workspace.ts';
import { onPath } from './peers.ts';
import type { PeerRow } from './peerTable.ts';
import { stampsOf, start } from './run.ts';

const MEASURES: readonly Measure[] = [
  { title: 'one command as PID 1: start', unit: 'ms', digits: 0 },
  { title: 'stop', unit: 'ms', digits: 0 },
  { title: 'private memory', unit: 'MB', digits: 2 },
  { title: 'the same, with its share of what is shared (Pss)', unit: 'MB', digits: 2 },
];
const SETTLE_MS = 1000;
/** Quick, so that more of them can be had. */
const TIMES = 5;

/** Those that run one command and nothing else. */
export function findInits() {
  const found = [
    ['tsupervisord --', OURS],
    ['tini', onPath('tini')],
    ['dumb-init', onPath('dumb-init')],
  ].filter((each): each is [string, string] => each[1] !== null);
  return {
    titles: found.map(([title]) => title),
    async measure(workspace: Workspace, runs: number): Promise<PeerRow[]> {
      const all: number[][][] = found.map(() => []);
      for (let run = 0; run < runs * TIMES; run++) {
        for (const [i, [, file]] of found.entries()) all[i]?.push(await once(file, workspace));
      }
      return MEASURES.map((measure, index) => ({
        measure,
        figures: all.map((figures) => median(figures.map((each) => each[index] ?? Number.NaN))),
      }));
    },
  };
}

function once(file: string, workspace: Workspace): Promise<number[]> {
  return workspace.use(async (sandbox) => {
    const program = workspace.program('sleeper');
    const argv = [file, '--', program, stampsOf(sandbox)];
    const running = await start({ workspace, sandbox, argv, program, stop: 'SIGTERM', pid1: true });
    const [begun = 0] = await running.stamps(1);
    await pause(SETTLE_MS);
    const pid = running.supervisors().at(-1) ?? 0;
    const memory = [anonymousMegabytes(pid), proportionalMegabytes(pid)];
    return [(begun - running.born) * 1000, (await running.stop()) * 1000, ...memory];
  });
}
