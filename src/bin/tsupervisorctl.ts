import { main } from '../ctl/main.ts';

main(process.argv.slice(2), process.argv[1] ?? 'tsupervisorctl').then(
  // Not left to the end of the event loop: standard input may be waiting for a line still.
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`tsupervisorctl: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
