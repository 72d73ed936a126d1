import type { TerminalSize } from '../../util/frames.ts';

/** The part of the native layer that a terminal session needs. */
export interface TerminalControl {
  rawMode(fd: number): Buffer;
  restoreMode(fd: number, settings: Buffer): void;
  terminalSize(fd: number): TerminalSize;
}

/** Where nobody has ever said how large the terminal is. */
const USUAL: TerminalSize = { columns: 80, rows: 24 };
const STDIN = 0;

export function sizeOfTerminal(terminal: TerminalControl): TerminalSize {
  const size = terminal.terminalSize(STDIN);
  return size.columns === 0 || size.rows === 0 ? USUAL : size;
}

/** Puts our terminal into raw mode; `leave`, or the end of this process, puts it back. */
export function sitAt(terminal: TerminalControl) {
  const before = terminal.rawMode(STDIN);
  const restore = (): void => terminal.restoreMode(STDIN, before);
  process.on('exit', restore);
  return {
    leave(): void {
      restore();
      process.off('exit', restore);
    },
    /** Calls `tell` each time the size changes, and when this process goes on after a stop. Returns how to end that. */
    onResize(tell: (size: TerminalSize) => void): () => void {
      const resized = (): void => tell(sizeOfTerminal(terminal));
      const continued = (): void => {
        terminal.rawMode(STDIN);
        resized();
      };
      process.on('SIGWINCH', resized);
      process.on('SIGCONT', continued);
      return () => {
        process.off('SIGWINCH', resized);
        process.off('SIGCONT', continued);
      };
    },
  };
}
