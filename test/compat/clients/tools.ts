import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Daemon, startDaemon } from '../../helpers/daemon.ts';
import { type Flavour, noReference } from '../../helpers/flavour.ts';
import { freePort } from '../../helpers/freePort.ts';

/** Why a test with somebody else's program cannot run here, or false. Where everything has to be there, it runs and fails. */
export function without(file: string, packages: string): string | false {
  if (noReference) return noReference;
  if (existsSync(file) || process.env.CI === 'true') return false;
  return `${file} is not installed (apt-get install ${packages})`;
}

export async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { timeout: 120_000, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...env } };
  const { stdout } = await promisify(execFile)(file, [...args], options);
  return stdout;
}

export interface Served {
  readonly daemon: Daemon;
  readonly port: number;
}

export const USERNAME = 'someone';
export const PASSWORD = 'sesame';

/** A daemon of the given kind with a socket, a TCP server with a password, and programs in several states. */
export async function serve(flavour: Flavour, files: Readonly<Record<string, string>> = {}): Promise<Served> {
  const port = await freePort();
  const config = CONFIG.replaceAll('{port}', String(port));
  const daemon = await startDaemon({ flavour, config, files: { 'more.conf': '', ...files } });
  try {
    await daemon.waitLog(/success: (cat|a|b) entered RUNNING state/, 3);
    await daemon.waitLog(/exited: done/);
    await daemon.waitLog(/gave up: broken/);
  } catch (error) {
    await daemon.dispose();
    throw error;
  }
  return { daemon, port };
}

const CONFIG = `
[supervisord]
childlogdir={dir}
[unix_http_server]
file={dir}/s.sock
[inet_http_server]
port=127.0.0.1:{port}
username=${USERNAME}
password=${PASSWORD}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{dir}/s.sock
[include]
files={dir}/more.conf

[program:cat]
command=/bin/cat
startsecs=0
[program:off]
command=/bin/cat
startsecs=0
autostart=false
[program:done]
command=/bin/sh -c 'exit 3'
startsecs=0
autorestart=false
[program:broken]
command=/no/such/program
startretries=0
[program:a]
command=/bin/cat
startsecs=0
[program:b]
command=/bin/cat
startsecs=0
[group:g]
programs=a,b
`;
