import { waitFor } from '../../helpers/waitFor.ts';

/** As far as it is used here; its own types are no module. */
interface Pty {
  spawn(
    file: string,
    args: string[],
    options: { cols: number; cwd: string; env: Record<string, string> },
  ): {
    write(text: string): void;
    onData(listener: (text: string) => void): void;
    onExit(listener: (exit: { exitCode: number }) => void): void;
    resize(columns: number, rows: number): void;
    kill(signal: string): void;
  };
}

const NAME: string = 'node-pty';
const pty: Pty | null = await import(NAME).catch(() => null);

/** Why there is no terminal here, or false. */
export const noTerminal: string | false = pty === null ? 'node-pty is not installed' : false;

export interface Terminal {
  /** Types, then waits for what it leads to behind what was seen so far. */
  step(text: string, expected: RegExp): Promise<void>;
  ended(): Promise<number>;
  resize(columns: number, rows: number): void;
  /** All that was seen so far. */
  output(): string;
  /** If it has not ended by itself. */
  kill(): void;
}

/** Runs a program on a terminal of its own. */
export function openTerminal(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Terminal {
  if (pty === null) throw new Error('node-pty is not installed');
  const base = { PATH: process.env.PATH ?? '', TERM: 'xterm' };
  const terminal = pty.spawn(program, [...args], { cols: 120, cwd, env: { ...base, ...env } });
  let output = '';
  let status: number | null = null;
  terminal.onData((text) => {
    output += text;
  });
  terminal.onExit(({ exitCode }) => {
    status = exitCode;
  });
  return {
    step: async (text, expected) => {
      const from = output.length;
      if (text !== '') terminal.write(text);
      await waitFor(`${expected} on the terminal`, () => expected.test(output.slice(from)), { state: () => output });
    },
    ended: async () => {
      await waitFor(`the end of ${program}`, () => status !== null, { state: () => output });
      return status ?? -1;
    },
    resize: (columns, rows) => terminal.resize(columns, rows),
    output: () => output,
    kill: () => {
      if (status === null) terminal.kill('SIGKILL');
    },
  };
}
