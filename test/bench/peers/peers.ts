import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OURS } from '../../helpers/flavour.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

/** What a supervisor is asked to run: some equal programs, with their output in files that are rotated at 50 MB. */
export interface Workload {
  readonly argv: readonly string[];
  readonly count: number;
}

export interface Peer {
  readonly title: string;
  /** More of them at once take it minutes, or its processes do not fit on the machine. */
  readonly most: number;
  /** What ends it and all that it runs. */
  readonly stop: NodeJS.Signals;
  /** Writes what it reads and answers its command line. */
  prepare(workload: Workload, sandbox: Sandbox): readonly string[];
  readonly env?: (sandbox: Sandbox) => Readonly<Record<string, string>>;
}

/** Those that are installed, ours first. PM2 is looked for on PATH, or where the variable PM2_RUNTIME says. */
export function findPeers(): Peer[] {
  return CANDIDATES.flatMap(({ found, version, ...peer }) => {
    const file = found();
    if (file === null) return [];
    return [{ ...peer, title: `${peer.title} ${version(file)}`.trim(), prepare: peer.prepare.bind(null, file) }];
  });
}

interface Candidate extends Omit<Peer, 'prepare'> {
  /** Where it is, or null. */
  found(): string | null;
  version(file: string): string;
  prepare(file: string, workload: Workload, sandbox: Sandbox): readonly string[];
}

const CANDIDATES: readonly Candidate[] = [
  {
    ...{ title: 'tsupervisord', most: 5000, stop: 'SIGTERM' },
    found: () => OURS,
    version: (file) => firstLine(file, '--version'),
    prepare: supervisord,
  },
  {
    ...{ title: 'supervisord', most: 5000, stop: 'SIGTERM' },
    found: () => onPath(process.env.REFERENCE ?? 'supervisord'),
    version: (file) => firstLine(file, '--version'),
    prepare: supervisord,
  },
  {
    ...{ title: 'runit', most: 1000, stop: 'SIGHUP' },
    found: () => onPath('runsvdir'),
    version: () => packageVersion('runit'),
    prepare: (file, workload, sandbox) => [
      file,
      '-P',
      tree(workload, sandbox, 'exec svlogd -b 65536 .', 's50000000\nn10\n'),
    ],
  },
  {
    ...{ title: 's6', most: 1000, stop: 'SIGTERM' },
    found: () => onPath('s6-svscan'),
    version: () => packageVersion('s6'),
    prepare: (file, workload, sandbox) => [
      file,
      '-c',
      '6000',
      tree(workload, sandbox, 'exec s6-log n10 s50000000 ./main'),
    ],
  },
  {
    ...{ title: 'pm2-runtime', most: 100, stop: 'SIGINT' },
    found: () => onPath(process.env.PM2_RUNTIME ?? 'pm2-runtime'),
    version: (file) => lastLine(join(file, '../pm2'), '--version'),
    env: (sandbox) => ({ PM2_HOME: sandbox.path('pm2') }),
    prepare: pm2,
  },
];

function supervisord(file: string, { argv, count }: Workload, sandbox: Sandbox): readonly string[] {
  const config = sandbox.write(
    'supervisord.conf',
    `[supervisord]
nodaemon = true
user = root
minfds = ${Math.max(1024, count * 3 + 512)}
logfile = {dir}/supervisord.log
pidfile = {dir}/supervisord.pid
childlogdir = {dir}
[unix_http_server]
file = {dir}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:program]
command = ${argv.map((word) => `'${word}'`).join(' ')}
redirect_stderr = true
autorestart = true
numprocs = ${count}
process_name = %(program_name)s_%(process_num)04d
`,
  );
  return [file, '-n', '-c', config];
}

/** Service directories as runit and s6 have them, each with its logger. */
function tree({ argv, count }: Workload, sandbox: Sandbox, logger: string, logConfig?: string): string {
  const script = (text: string) => ({ text: `#!/bin/sh\n${text}\n`, mode: 0o755 });
  const command = argv.map((word) => `'${word}'`).join(' ');
  for (let i = 0; i < count; i++) {
    sandbox.write(`service/program-${i}/run`, script(`exec 2>&1 ${command}`));
    sandbox.write(`service/program-${i}/log/run`, script(logger));
    if (logConfig) sandbox.write(`service/program-${i}/log/config`, logConfig);
  }
  return sandbox.path('service');
}

function pm2(file: string, { argv, count }: Workload, sandbox: Sandbox): readonly string[] {
  const [script, ...args] = argv;
  const log = sandbox.path('program.log');
  const app = { name: 'program', script, args, interpreter: 'none', instances: count, exec_mode: 'fork' };
  const apps = [{ ...app, merge_logs: true, out_file: log, error_file: log, autorestart: true }];
  return [file, 'start', sandbox.write('ecosystem.json', JSON.stringify({ apps }))];
}

export function onPath(name: string): string | null {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

const lines = (file: string, ...args: readonly string[]): readonly string[] =>
  spawnSync(file, [...args], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
const firstLine = (file: string, ...args: readonly string[]): string => lines(file, ...args)[0] ?? '';
const lastLine = (file: string, ...args: readonly string[]): string => lines(file, ...args).at(-1) ?? '';

export function packageVersion(name: string): string {
  const { stdout } = spawnSync('dpkg-query', ['--show', `--showformat=\${source:Upstream-Version}`, name], {
    encoding: 'utf8',
  });
  return stdout.trim();
}
