import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { OURS } from '../helpers/flavour.ts';

/** A daemon that takes part. */
export interface Contestant {
  readonly id: 'reference' | 'ours';
  readonly title: string;
  readonly file: string;
  /** Its own supervisorctl. */
  readonly client: string;
}

const REFERENCE = process.env.REFERENCE ?? '/usr/bin/supervisord';

const CANDIDATES = [
  { id: 'reference', name: 'supervisord', file: REFERENCE, hint: 'apt-get install supervisor' },
  { id: 'ours', name: 'tsupervisord', file: OURS, hint: 'npm run build' },
] as const;

/** Those that are here; `missing` has a sentence for each that is not. */
export function findContestants(): { present: Contestant[]; missing: string[] } {
  const present: Contestant[] = [];
  const missing: string[] = [];
  for (const { id, name, file, hint } of CANDIDATES) {
    if (existsSync(file)) present.push({ id, file, client: clientOf(file), title: `${name} ${versionOf(file)}` });
    else missing.push(`${file} is missing, so ${name} is not measured (${hint})`);
  }
  return { present, missing };
}

/** Beside the daemon, with `ctl` for its `d`. */
function clientOf(daemon: string): string {
  return daemon.replace(/d(\.cjs)?$/, 'ctl$1');
}

function versionOf(file: string): string {
  return execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
}
