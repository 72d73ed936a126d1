import type { ProgramLog } from '../logging/programLog.ts';
import type { Native } from '../native/index.ts';
import type { Input } from './input.ts';
import { inputOf, type Run } from './run.ts';

/** The terminal of one run, where somebody can sit down; its parts are not to be used once that has ended. */
export interface ProcessTerminal {
  readonly input: Input;
  readonly output: ProgramLog;
  resize(columns: number, rows: number): void;
}

export function terminalOf(native: Native, run: Run, output: ProgramLog): ProcessTerminal | null {
  const { stdin } = run;
  const input = inputOf(run, native);
  if (stdin === null || input === null) return null;
  return { input, output, resize: (columns, rows) => native.resizeTerminal(stdin, columns, rows) };
}
