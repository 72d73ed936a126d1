/** `npm run bench`: measures our daemon beside every other supervisor and init that is installed; see commandLine.ts. */
import { writeFileSync } from 'node:fs';
import { type Asked, help, readCommandLine } from './commandLine.ts';
import { type Contestant, findContestants } from './contestants/index.ts';
import type { Experiment } from './experiment.ts';
import { thisMachine } from './machine.ts';
import { raw, report } from './report.ts';
import { measure, type Outcome } from './rounds.ts';
import { missedTargets } from './targets.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readCommandLine(process.argv.slice(2));
  if ('wrong' in asked) return fail(`${asked.wrong}\n\n${help()}`);
  if ('help' in asked) {
    process.stdout.write(help());
    return 0;
  }
  const { present, missing } = findContestants(asked.only);
  for (const sentence of missing) progress(sentence);
  if (present.length === 0) return fail('there is nothing to measure');
  const outcomes = await withWorkspace((workspace) => measureAll(asked, present, workspace));
  const machine = thisMachine();
  if (asked.json !== null) writeFileSync(asked.json, raw(machine, present, outcomes));
  console.log(`\n${report(machine, present, outcomes)}`);
  const missed = missedTargets(outcomes);
  for (const sentence of missed) progress(sentence);
  if (outcomes.some(({ failed }) => failed.size > 0)) return 2;
  return missed.length > 0 ? 1 : 0;
}

async function measureAll({ chosen, rounds }: Asked, contestants: readonly Contestant[], workspace: Workspace) {
  const outcomes: Outcome[] = [];
  for (const experiment of chosen.filter(possible)) {
    outcomes.push(await measure(experiment, contestants, rounds ?? experiment.rounds, workspace, progress));
  }
  return outcomes;
}

function possible({ name, skip }: Experiment): boolean {
  const reason = skip?.() ?? false;
  if (reason) progress(`${name}: not measured, ${reason}`);
  return !reason;
}

async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
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

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(text: string): number {
  progress(text);
  return 2;
}
