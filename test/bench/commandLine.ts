import { parseArgs } from 'node:util';
import { type Id, ids } from './contestants/index.ts';
import type { Experiment } from './experiment.ts';
import { experiments } from './experiments/index.ts';

export interface Asked {
  readonly chosen: readonly Experiment[];
  /** Null: as many as each experiment has by itself. */
  readonly rounds: number | null;
  readonly only: readonly Id[];
  readonly json: string | null;
}

/** What is to be measured; `help`, or a sentence about what cannot be understood. */
export function readCommandLine(args: readonly string[]): Asked | { readonly help: true } | { readonly wrong: string } {
  const parsed = parse(args);
  if (parsed instanceof Error) return { wrong: parsed.message };
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  if (rounds !== null && !(Number.isInteger(rounds) && rounds > 0)) {
    return { wrong: `--rounds is a number from 1, not ${values.rounds}` };
  }
  const only = (values.only ?? []).flatMap((list) => list.split(','));
  const stranger = only.find((id) => !isId(id));
  if (stranger !== undefined) return { wrong: `--only knows ${ids.join(', ')}, not ${stranger}` };
  const unknown = positionals.find((name) => named(name).length === 0);
  if (unknown !== undefined) return { wrong: `there is no experiment ${unknown}` };
  return { chosen: choose(positionals), rounds, only: only.filter(isId), json: values.json ?? null };
}

export function help(): string {
  const lines = experiments.map(({ name, about, rounds, onlyByName }) => {
    const often = onlyByName ? 'only by name' : rounds === 1 ? 'one round' : `${rounds} rounds`;
    return `  ${name.padEnd(15)} ${about} (${often})\n`;
  });
  return `npm run bench -- [EXPERIMENT ...] [--rounds N] [--only ${ids.join(',')}] [--json FILE]

Measures tsupervisord beside those that are installed, and prints a table in Markdown. All of these, if none is named;
the beginning of a name chooses all that begin so:
${lines.join('')}
BENCH_STREAM_MB and BENCH_STREAM_BLOCK set how much a loud program writes, and how many bytes at once. PM2_RUNTIME and
REFERENCE name another pm2-runtime or supervisord. Exit status: 0, 1 if a target was missed, 2 if something could not be
measured.
`;
}

const OPTIONS = {
  rounds: { type: 'string' },
  only: { type: 'string', multiple: true },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    if (error instanceof TypeError) return error; // an option that is unknown, or lacks its value
    throw error;
  }
}

function isId(text: string): text is Id {
  return (ids as readonly string[]).includes(text);
}

function choose(names: readonly string[]): readonly Experiment[] {
  if (names.length === 0) return experiments.filter(({ onlyByName }) => !onlyByName);
  const chosen = new Set(names.flatMap(named));
  return experiments.filter((experiment) => chosen.has(experiment));
}

/** The one of that name, or those that begin so. */
function named(name: string): readonly Experiment[] {
  const exact = experiments.filter((experiment) => experiment.name === name);
  if (exact.length > 0) return exact;
  return experiments.filter((experiment) => experiment.name.startsWith(name) && !experiment.onlyByName);
}
