/**
 * `npm run bench -- [BENCH ...] [--runs N] [--only reference|ours]`: measures our daemon beside Supervisor's. In every
 * round each daemon has its turn, so that a busy machine is unfair to both; the table shows medians.
 * BENCH_STREAM_MB and BENCH_STREAM_BLOCK set how much the log streams write, and how many bytes at once.
 * Exit status: 0, 1 if a target was missed, 2 if something could not be measured.
 */
import { parseArgs } from 'node:util';
import { benches } from './benches/index.ts';
import { type Contestant, findContestants } from './contestants.ts';
import { type Bench, type Figures, median } from './measure.ts';
import { experimentNames, measurePeers } from './peers/main.ts';
import { isMet, markdown, type Row } from './table.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

type Results = Map<Contestant['id'], Figures[]>;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '3' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || values.list) return help();
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) return help(2);
  const [first, ...experiments] = positionals;
  if (first === 'peers') return withWorkspace((workspace) => measurePeers(workspace, runs, experiments, progress));
  const chosen = choose(positionals);
  if (!chosen) return help(2);
  const { present, missing } = findContestants();
  for (const sentence of missing) progress(sentence);
  const contestants = present.filter(({ id }) => !values.only || id === values.only);
  if (contestants.length === 0) return fail('there is nothing to measure');
  return withWorkspace((workspace) => measureAll(chosen, contestants, runs, workspace));
}

function help(status = 0): number {
  const list = benches
    .map(({ name, about, seconds }) => `  ${name.padEnd(15)} ${about} (about ${seconds} s a run)`)
    .join('\n');
  console.log(
    `npm run bench -- [BENCH ...] [--runs N] [--only reference|ours]\n\nAll of these, if none is named:\n${list}\n\npeers [EXPERIMENT ...]: beside runit, s6, pm2-runtime, tini and dumb-init, those that are installed:\n  ${experimentNames.join(' ')}`,
  );
  return status;
}

/** By name, or by the beginning of several names: `programs` means all of them. */
function choose(names: readonly string[]): readonly Bench[] | null {
  const chosen = new Set<Bench>();
  for (const name of names) {
    const exact = benches.filter((bench) => bench.name === name);
    const found = exact.length > 0 ? exact : benches.filter((bench) => bench.name.startsWith(name));
    if (found.length === 0) {
      progress(`there is no bench ${name}`);
      return null;
    }
    for (const bench of found) chosen.add(bench);
  }
  return names.length === 0 ? benches : benches.filter((bench) => chosen.has(bench));
}

async function withWorkspace(work: (workspace: Workspace) => Promise<number>): Promise<number> {
  const workspace = createWorkspace();
  const abort = (): never => {
    workspace.abort();
    workspace.remove();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, abort);
  try {
    workspace.compile();
    return await work(workspace);
  } finally {
    workspace.remove();
  }
}

async function measureAll(chosen: readonly Bench[], contestants: Contestant[], runs: number, workspace: Workspace) {
  const rows: Row[] = [];
  let failed = false;
  for (const bench of chosen) {
    const skip = bench.skip?.() ?? false;
    if (skip) {
      progress(`${bench.name}: not measured, ${skip}`);
      continue;
    }
    try {
      rows.push(...toRows(bench, await measure(bench, contestants, runs, workspace)));
    } catch (error) {
      failed = true;
      progress(`${bench.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  const title = (id: Contestant['id']) =>
    contestants.find((contestant) => contestant.id === id)?.title ?? '(not measured)';
  console.log(`\n${markdown(rows, { reference: title('reference'), ours: title('ours') })}`);
  if (failed) return 2;
  return rows.some((row) => isMet(row.measure.target, row.reference, row.ours) === false) ? 1 : 0;
}

async function measure(bench: Bench, contestants: Contestant[], runs: number, workspace: Workspace): Promise<Results> {
  const results: Results = new Map(contestants.map(({ id }) => [id, []]));
  for (let run = 1; run <= runs; run++) {
    for (const contestant of contestants) {
      const figures = await bench.run(contestant, workspace);
      results.get(contestant.id)?.push(figures);
      progress(`${bench.name} ${run}/${runs} ${contestant.title}: ${summary(bench, figures)}`);
    }
  }
  return results;
}

function summary({ measures }: Bench, figures: Figures): string {
  return Object.entries(measures)
    .map(([key, { unit, digits }]) => `${key} ${figures[key]?.toFixed(digits)} ${unit}`.trim())
    .join(', ');
}

function toRows({ measures }: Bench, results: Results): Row[] {
  return Object.entries(measures).map(([key, measure]) => {
    const figure = (id: Contestant['id']): number | undefined => {
      const all = results.get(id)?.map((figures) => figures[key] ?? Number.NaN);
      return all && median(all);
    };
    return { measure, reference: figure('reference'), ours: figure('ours') };
  });
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(text: string): number {
  progress(text);
  return 2;
}
