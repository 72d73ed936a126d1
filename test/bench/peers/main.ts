/** `npm run bench -- peers [--runs N]`: ours beside every other supervisor and init that is installed, in one run. */
import { median } from '../measure.ts';
import type { Workspace } from '../workspace.ts';
import { EXPERIMENTS, type Experiment } from './figures.ts';
import { findInits } from './inits.ts';
import { findPeers, type Peer } from './peers.ts';
import { type PeerRow, peerTable } from './peerTable.ts';

export const experimentNames: readonly string[] = [...EXPERIMENTS.map(({ name }) => name), 'inits'];

export async function measurePeers(
  workspace: Workspace,
  runs: number,
  only: readonly string[],
  progress: (text: string) => void,
): Promise<number> {
  const chosen = (name: string): boolean => only.length === 0 || only.includes(name);
  const peers = findPeers();
  const rows: PeerRow[] = [];
  for (const experiment of EXPERIMENTS.filter(({ name }) => chosen(name))) {
    rows.push(...(await measure(experiment, peers, workspace, runs, progress)));
  }
  console.log(
    `\n${peerTable(
      peers.map(({ title }) => title),
      rows,
    )}`,
  );
  if (chosen('inits')) {
    const inits = findInits();
    console.log(`\n${peerTable(inits.titles, await inits.measure(workspace, runs))}`);
  }
  return rows.some(({ failed }) => failed) ? 2 : 0;
}

async function measure(
  experiment: Experiment,
  peers: readonly Peer[],
  workspace: Workspace,
  runs: number,
  progress: (text: string) => void,
): Promise<PeerRow[]> {
  const results: number[][][] = peers.map(() => []);
  let failed = false;
  for (let run = 1; run <= runs; run++) {
    for (const [i, peer] of peers.entries()) {
      if (experiment.count > peer.most) continue;
      try {
        const figures = await experiment.run(peer, workspace);
        results[i]?.push([...figures]);
        progress(
          `${experiment.name} ${run}/${runs} ${peer.title}: ${figures.map((figure) => figure.toFixed(3)).join(', ')}`,
        );
      } catch (error) {
        failed = true;
        progress(`${experiment.name} ${peer.title}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return experiment.measures.map((measure, index) => ({
    measure,
    failed,
    figures: results.map((all) =>
      all.length > 0 ? median(all.map((figures) => figures[index] ?? Number.NaN)) : undefined,
    ),
  }));
}
