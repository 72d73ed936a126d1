import type { Sandbox } from '../../helpers/sandbox.ts';
import type { Workload } from './index.ts';

/** The same file for both: everything at its default except where things are written. Answers its path. */
export function supervisordConf(workload: Workload, sandbox: Sandbox): string {
  const daemon = `[supervisord]
nodaemon = true
user = root
minfds = ${descriptors(workload)}
logfile = {dir}/supervisord.log
pidfile = {dir}/supervisord.pid
[unix_http_server]
file = {dir}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = unix://{dir}/supervisor.sock
`;
  return sandbox.write('supervisord.conf', daemon + program(workload) + workload.sections);
}

/** Stdin, output and log file of each program; the reference pays for each descriptor at each fork, so not more. */
function descriptors({ count }: Workload): number {
  return Math.max(1024, count * 3 + 512);
}

function program({ argv, count, rotated, options }: Workload): string {
  if (count === 0) return '';
  const lines = {
    command: argv.map((word) => `'${word}'`).join(' '),
    numprocs: String(count),
    process_name: 'program_%(process_num)04d',
    autorestart: 'true',
    redirect_stderr: 'true',
    stdout_logfile: '{dir}/program-%(process_num)04d.log',
    ...(rotated ? {} : { stdout_logfile_maxbytes: '0' }),
    ...options,
  };
  return `[program:program]\n${Object.entries(lines)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')}`;
}
