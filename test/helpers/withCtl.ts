import { existsSync } from 'node:fs';
import { type CtlResult, ctl } from './ctl.ts';
import { type Daemon, withDaemon } from './daemon.ts';
import type { Flavour } from './flavour.ts';
import { oursConfig } from './oursConfig.ts';
import { waitFor } from './waitFor.ts';

/** Runs tsupervisorctl against the daemon. */
export type Ctl = (...words: string[]) => Promise<CtlResult>;

/** A configuration with a server and what supervisorctl needs to find it. */
export function controlled(programs: Readonly<Record<string, string>>, more = ''): string {
  const server =
    '[unix_http_server]\nfile={dir}/x.sock\n[supervisorctl]\nserverurl=unix://{dir}/x.sock\n' +
    '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n';
  return `${server}${oursConfig(programs)}\n${more}`;
}

/** Runs `use` with a daemon that answers; it is gone afterwards. */
export function withCtl(
  config: string,
  use: (daemon: Daemon, ctl: Ctl) => Promise<void>,
  flavour: Flavour = 'ours',
): Promise<void> {
  return withDaemon({ flavour, config }, async (daemon) => {
    await waitFor('the socket', () => existsSync(daemon.sandbox.path('x.sock')), { state: daemon.stderr });
    await use(daemon, (...words) => ctl(daemon, ...words));
  });
}
