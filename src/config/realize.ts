import type { Config, ServerConfig, SupervisordConfig } from '../model/config.ts';
import type { Overrides } from './commandline/commandLine.ts';
import { type Machine, machineOf, type Surroundings } from './context.ts';
import { BadValue } from './problem.ts';
import { normalizePath } from './python/paths.ts';
import { primaryGroup, userId } from './types/user.ts';

/** A configuration that is ready to be run. */
export interface RealizedConfig {
  /** With the command line applied and the paths of log and pid file absolute. */
  readonly config: Config;
  /** Of `user`, or null where the daemon stays who it is. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** What programs find in SUPERVISOR_SERVER_URL: a Unix socket before TCP, null without any server. */
  readonly serverurl: string | null;
}

export type RealizeResult = ({ readonly ok: true } & RealizedConfig) | { readonly ok: false; readonly error: string };

/** Puts the command line over the file and resolves what depends on the machine. */
export function realizeOptions(overrides: Overrides, config: Config, surroundings: Surroundings): RealizeResult {
  const machine = machineOf(surroundings);
  const chosen: SupervisordConfig = { ...config.supervisord, ...overrides };
  const supervisord = {
    ...chosen,
    logfile: chosen.logfile === 'syslog' ? chosen.logfile : normalizePath(chosen.logfile, machine),
    pidfile: normalizePath(chosen.pidfile, machine),
  };
  const serverurl = serverUrl(config.servers);
  const user = identity(supervisord.user, machine);
  return user.ok ? { ...user, config: { ...config, supervisord }, serverurl } : user;
}

type Identity =
  | { readonly ok: true; readonly uid: number | null; readonly gid: number | null }
  | { readonly ok: false; readonly error: string };

function identity(user: string | null, machine: Machine): Identity {
  if (user === null) return { ok: true, uid: null, gid: null };
  try {
    const uid = userId(user, machine);
    return { ok: true, uid, gid: primaryGroup(uid, machine) };
  } catch (error) {
    if (error instanceof BadValue) return { ok: false, error: error.message };
    throw error;
  }
}

/** Where the programs reach this daemon. */
export function serverUrl(servers: readonly ServerConfig[]): string | null {
  const unix = servers.find((server) => server.family === 'unix');
  if (unix !== undefined) return `unix://${unix.file}`;
  const inet = servers.find((server) => server.family === 'inet');
  return inet === undefined ? null : `http://${inet.host === '' ? 'localhost' : hostInUrl(inet.host)}:${inet.port}`;
}

/** An IPv6 address stands in brackets there. */
function hostInUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
