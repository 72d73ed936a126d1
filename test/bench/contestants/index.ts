import { join } from 'node:path';
import { OURS } from '../../helpers/flavour.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';
import { pm2 } from './pm2.ts';
import { serviceTree } from './serviceTree.ts';
import { supervisordConf } from './supervisordConf.ts';
import { interpreterOf, lastWord, onPath, packageVersion } from './versions.ts';

/** What a supervisor is asked to run: some equal programs, each with its output in a file. */
export interface Workload {
  readonly argv: readonly string[];
  readonly count: number;
  /** Whether the log files are rotated at 50 MB. */
  readonly rotated: boolean;
  /** For those that read supervisord.conf: of the program's section, and whole sections beside it. */
  readonly options: Readonly<Record<string, string>>;
  readonly sections: string;
}

export type Id = 'ours' | 'supervisord' | 'runit' | 's6' | 'pm2' | 'tini' | 'dumb-init';

export interface Contestant {
  readonly id: Id;
  readonly title: string;
  /** Its executable. */
  readonly file: string;
  /** More programs at once take it minutes, or its processes do not fit on a small machine. */
  readonly most: number;
  /** What ends it and all that it runs. */
  readonly stop: NodeJS.Signals;
  readonly env?: (sandbox: Sandbox) => Readonly<Record<string, string>>;
  /** Writes what it reads and answers its command line. */
  supervise?(file: string, workload: Workload, sandbox: Sandbox): readonly string[];
  /** Its command line as the init of one command. */
  init?(file: string, command: readonly string[]): readonly string[];
  /** Where a single program's output goes, in the sandbox. */
  readonly log?: string;
  /** Where its own client reaches it, in the sandbox. */
  readonly socket?: string;
  /** Shows the state of all programs; `up` matches once for each that runs. */
  readonly status?: { readonly up: RegExp; argv(file: string, sandbox: Sandbox): readonly string[] };
  /** What executes it, doing nothing. */
  bare?(file: string): readonly string[];
}

interface Candidate extends Omit<Contestant, 'title' | 'file'> {
  readonly name: string;
  /** Its name on PATH, or its path. */
  readonly command: string;
  version(file: string): string;
  /** How to get it. */
  readonly hint: string;
}

const NODE = ['node', '-e', '0'];

const CANDIDATES: readonly Candidate[] = [
  {
    ...{ id: 'ours', name: 'tsupervisord', command: OURS, most: 5000, stop: 'SIGTERM' },
    hint: 'npm run build',
    version: (file) => lastWord(file, '--version'),
    supervise: (file, workload, sandbox) => [file, '-n', '-c', supervisordConf(workload, sandbox)],
    init: (file, command) => [file, '--', ...command],
    log: 'program-0000.log',
    socket: 'supervisor.sock',
    status: { up: / RUNNING /g, argv: ctl },
    bare: () => NODE,
  },
  {
    ...{ id: 'supervisord', name: 'supervisord', most: 5000, stop: 'SIGTERM' },
    command: process.env.REFERENCE ?? 'supervisord',
    hint: 'apt-get install supervisor',
    version: (file) => lastWord(file, '--version'),
    supervise: (file, workload, sandbox) => [file, '-n', '-c', supervisordConf(workload, sandbox)],
    log: 'program-0000.log',
    socket: 'supervisor.sock',
    status: { up: / RUNNING /g, argv: ctl },
    bare: (file) => [interpreterOf(file), '-c', '0'],
  },
  {
    ...{ id: 'runit', name: 'runit', command: 'runsvdir', most: 1000, stop: 'SIGHUP' },
    hint: 'apt-get install runit',
    version: () => packageVersion('runit'),
    supervise: (file, workload, sandbox) => [file, '-P', serviceTree(workload, sandbox, 'svlogd')],
    log: 'service/program-0/log/current',
    status: { up: /^run: /gm, argv: (_, sandbox) => ['sh', '-c', 'sv status "$0"/*', sandbox.path('service')] },
  },
  {
    ...{ id: 's6', name: 's6', command: 's6-svscan', most: 1000, stop: 'SIGTERM' },
    hint: 'apt-get install s6',
    version: () => packageVersion('s6'),
    supervise: (file, workload, sandbox) => [file, '-c', '6000', serviceTree(workload, sandbox, 's6-log')],
    status: {
      up: /^up /gm,
      argv: (_, sandbox) => ['sh', '-c', 'for each in "$0"/*; do s6-svstat "$each"; done', sandbox.path('service')],
    },
  },
  {
    ...{ id: 'pm2', name: 'pm2-runtime', most: 100, stop: 'SIGINT' },
    command: process.env.PM2_RUNTIME ?? 'pm2-runtime',
    hint: 'npm install -g pm2, or PM2_RUNTIME=/path/of/pm2-runtime',
    version: (file) => lastWord(join(file, '../pm2'), '--version'),
    env: (sandbox) => ({ PM2_HOME: sandbox.path('pm2') }),
    supervise: (file, workload, sandbox) => [file, 'start', pm2(workload, sandbox)],
    log: 'program.log',
    socket: 'pm2/rpc.sock',
    status: { up: /online/g, argv: (file) => [join(file, '../pm2'), 'list'] },
    bare: () => NODE,
  },
  {
    ...{ id: 'tini', name: 'tini', command: 'tini', most: 1, stop: 'SIGTERM' },
    hint: 'apt-get install tini',
    version: () => packageVersion('tini'),
    init: (file, command) => [file, '--', ...command],
  },
  {
    ...{ id: 'dumb-init', name: 'dumb-init', command: 'dumb-init', most: 1, stop: 'SIGTERM' },
    hint: 'apt-get install dumb-init',
    version: () => packageVersion('dumb-init'),
    init: (file, command) => [file, '--', ...command],
  },
];

export const ids: readonly Id[] = CANDIDATES.map(({ id }) => id);

/** Those of them (or of all) that are here, ours first; `missing` has a sentence for each that is not. */
export function findContestants(only: readonly Id[]): { present: Contestant[]; missing: string[] } {
  const present: Contestant[] = [];
  const missing: string[] = [];
  for (const { name, command, version, hint, ...rest } of CANDIDATES) {
    if (only.length > 0 && !only.includes(rest.id)) continue;
    const file = onPath(command);
    if (file === null) missing.push(`${name} is not installed, so it is left out (${hint})`);
    else present.push({ ...rest, file, title: `${name} ${version(file)}`.trim() });
  }
  return { present, missing };
}

/** The client lies beside the daemon, with `ctl` for its `d`. */
function ctl(daemon: string, sandbox: Sandbox): readonly string[] {
  return [daemon.replace(/d(\.cjs)?$/, 'ctl$1'), '-c', sandbox.path('supervisord.conf'), 'status'];
}
