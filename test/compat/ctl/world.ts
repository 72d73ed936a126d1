import { createTransport } from '../../../src/ctl/transport.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { type Daemon, startDaemon } from '../../helpers/daemon.ts';
import { type Flavour, selfCheck } from '../../helpers/flavour.ts';
import { freePort } from '../../helpers/freePort.ts';

/** A daemon with programs of every kind, which both clients are pointed at. */
export interface World {
  readonly daemon: Daemon;
  readonly port: number;
  /** `{dir}`, `{port}`, `{url}` of the socket. */
  fill(text: string): string;
  /** Calls the daemon directly; a fault is an answer like any other here. */
  call(method: string, ...params: RpcValue[]): Promise<RpcValue | Error>;
  dispose(): Promise<void>;
}

/** The daemons that the clients are pointed at; CTL_SERVER picks one of them. */
export const SERVERS = (['reference', 'ours'] as const).filter(
  (flavour) => (process.env.CTL_SERVER ?? flavour) === flavour && !(selfCheck && flavour === 'ours'),
);

export const USERNAME = 'someone';
export const PASSWORD = 'sesame';
export const LONG = 'a_program_with_a_name_of_more_than_thirty_characters';

export async function createWorld(flavour: Flavour): Promise<World> {
  const port = await freePort();
  const daemon = await startDaemon({
    flavour,
    config: CONFIG.replaceAll('{port}', String(port)),
    files: { 'more.conf': '', notexec: { text: 'no program', mode: 0o644 }, ...filesWith(port) },
  });
  const fill = (text: string): string =>
    daemon.sandbox.fill(text.replaceAll('{port}', String(port)).replaceAll('{url}', 'unix://{dir}/s.sock'));
  const server = { serverurl: fill('{url}'), username: null, password: null };
  const call = async (method: string, ...params: RpcValue[]): Promise<RpcValue | Error> => {
    const transport = createTransport(server);
    try {
      return await transport.call(method, params);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      transport.close();
    }
  };
  try {
    await daemon.waitLog(/success: (?!done)\S+ entered RUNNING state/, RUNNING_AT_START);
    await daemon.waitLog(/exited: done/);
  } catch (error) {
    await daemon.dispose();
    throw error;
  }
  return { daemon, port, fill, call, dispose: daemon.dispose };
}

function filesWith(port: number): Record<string, string> {
  const entries = Object.entries(EXTRA_FILES).map(([name, text]) => [name, text.replaceAll('{port}', String(port))]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** cat, pair:*, mix:left, talk, nolog, merged, LONG; `done` runs on for a moment, so that a start of it is always seen. */
const RUNNING_AT_START = 8;

const SUPERVISORCTL = '[supervisorctl]\nserverurl=unix://{dir}/s.sock\n';

const EXTRA_FILES = {
  'tcp.conf': `[supervisorctl]\nserverurl=http://127.0.0.1:{port}\nusername=${USERNAME}\npassword=${PASSWORD}\nprompt=far\n`,
  'here.conf': '[supervisorctl]\nserverurl=unix://%(here)s/s.sock\n',
  'nosection.conf': '[supervisord]\n',
  'badexpansion.conf': '[supervisorctl]\nserverurl=%(nothing)s\n',
  'badformat.conf': '[supervisorctl]\nserverurl=unix://%(here\n',
  'plugin.conf': `${SUPERVISORCTL}[ctlplugin:x]\na=b\n`,
  'etc/supervisord.conf': SUPERVISORCTL,
};

const CONFIG = `
[supervisord]
; Not in /tmp: every supervisord that starts cleans up there.
childlogdir={dir}
[unix_http_server]
file={dir}/s.sock
[inet_http_server]
port=127.0.0.1:{port}
username=${USERNAME}
password=${PASSWORD}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
${SUPERVISORCTL}
[include]
files={dir}/more.conf

[program:cat]
command=/bin/cat
startsecs=0
stdout_logfile={dir}/cat.out
stderr_logfile={dir}/cat.err

[program:talk]
command=/bin/sh -c 'echo one; echo two; echo oops >&2; exec cat'
startsecs=0
stdout_logfile={dir}/talk.out
stderr_logfile={dir}/talk.err

[program:merged]
command=/bin/sh -c 'echo both; exec cat'
startsecs=0
redirect_stderr=true
stdout_logfile={dir}/merged.out

[program:nolog]
command=/bin/cat
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE

[program:${LONG}]
command=/bin/cat
startsecs=0

[program:off]
command=/bin/cat
startsecs=0
autostart=false

[program:done]
command=/bin/sleep 1
startsecs=0
autorestart=false

[program:missing]
command=/no/such/program
autostart=false

[program:notexec]
command={dir}/notexec
autostart=false

[program:short]
command=/bin/sh -c 'exit 3'
autostart=false
startretries=0

[program:pair]
command=/bin/cat
startsecs=0
numprocs=2
process_name=%(program_name)s_%(process_num)s

[program:left]
command=/bin/cat
startsecs=0
[program:right]
command=/bin/cat
startsecs=0
autostart=false
[group:mix]
programs=left,right
priority=20
`;
