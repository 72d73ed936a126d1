import type { UsageError } from './commandLine.ts';

/** The two lines with which the reference refuses to start. */
export function usageError(message: string, progname: string): UsageError {
  return { kind: 'usage-error', message, text: `Error: ${message}\nFor help, use ${progname} -h\n` };
}
