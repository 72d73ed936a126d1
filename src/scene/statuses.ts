import { constants } from 'node:os';
import type { Cause } from './cause.ts';
import { linesOf, tellingLine } from './lastWords.ts';
import type { Scene } from './record.ts';

/** Exit statuses that mean the same for most programs. */
export function exitStatusCause(scene: Scene): Cause | null {
  const code = scene.exit?.code;
  if (code === undefined) return null;
  // What it says itself is better than a convention that it may not follow.
  const own = tellingLine(linesOf(scene));
  if (own !== null && code < 126) return null;
  const meaning = MEANINGS[code] ?? bySignal(code);
  return meaning === null
    ? null
    : { sentence: `${meaning[0]} (exit status ${code}).${said(own)}`, advice: [meaning[1]] };
}

function said(line: string | null): string {
  return line === null ? '' : ` It said: ${line.slice(0, 300)}`;
}

const MEANINGS: Readonly<Record<number, readonly [meaning: string, advice: string]>> = {
  64: ['It was called in a way that it does not understand', "Look at 'command' in its section."],
  66: ['A file that it was to read could not be opened', 'Look at the paths that it is given.'],
  69: ['A service that it needs is not available', 'See whether what it depends on runs; depends_on= can order that.'],
  73: ['A file could not be made', 'See who may write there, and whether the disk is full.'],
  77: ['It was not allowed to do something', 'See as which user it runs.'],
  78: ['Its configuration is wrong', 'Look at its configuration files.'],
  126: ['A command that it calls is there, but cannot be run', 'See its mode (ls -l) and whether it is a program.'],
  127: ['A command that it calls was not found', 'Install it, or give PATH in environment=.'],
};

/** A shell, or Java, tells so of a child or of itself. */
function bySignal(code: number): readonly [string, string] | null {
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  if (name === undefined || code <= 128) return null;
  return [
    `It, or the program that its shell has run, was ended by ${name}`,
    name === 'SIGKILL'
      ? "That is 'kill -9', or an OOM killer."
      : "With 'exec' before the last command of a shell, supervisord sees the program itself.",
  ];
}
