import type { TerminalControl } from '../ctl/console/terminal.ts';
import { main } from '../ctl/main.ts';
import { loadAddon } from '../native/load.ts';

let loaded: TerminalControl | null = null;

/** Loaded only by who sits down at a terminal. */
function terminal(): TerminalControl {
  loaded ??= loadAddon() as TerminalControl;
  return loaded;
}

main(process.argv.slice(2), process.argv[1] ?? 'tsupervisorctl', { terminal }).then(
  // Not left to the end of the event loop: standard input may be waiting for a line still.
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`tsupervisorctl: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
