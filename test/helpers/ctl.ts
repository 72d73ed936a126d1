import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Daemon } from './daemon.ts';
import { ROOT } from './flavour.ts';

const CTL = join(ROOT, 'dist', 'tsupervisorctl.cjs');

export interface CtlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs our tsupervisorctl with the configuration of a daemon's sandbox. */
export function ctl(daemon: Pick<Daemon, 'sandbox'>, ...words: readonly string[]): Promise<CtlResult> {
  const args = ['-c', daemon.sandbox.path('supervisord.conf'), ...words];
  return new Promise((resolve) => {
    execFile(CTL, args, { timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}
