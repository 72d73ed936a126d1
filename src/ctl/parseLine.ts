import { strip } from '../config/python/text.ts';

/** A line as the shell understands it; `command` is null where it names none. */
export interface ParsedLine {
  readonly line: string;
  readonly command: string | null;
  readonly arg: string;
}

const COMMAND = /^[A-Za-z0-9_]*/;

/** A command is its leading letters, digits and underscores; `?` is short for help. */
export function parseLine(text: string): ParsedLine {
  const stripped = strip(text);
  const line = stripped.startsWith('?') ? `help ${stripped.slice(1)}` : stripped;
  const command = COMMAND.exec(line)?.[0] ?? '';
  return { line, command: command === '' ? null : command, arg: strip(line.slice(command.length)) };
}
