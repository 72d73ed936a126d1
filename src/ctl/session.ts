import type { PluginConfig } from '../model/config.ts';
import { Fault } from '../model/faults.ts';
import type { Call } from './api.ts';
import type { TerminalControl } from './console/terminal.ts';
import { ConnectionError, RpcFault } from './errors.ts';
import { ExitStatus } from './exitStatus.ts';
import { hintFor } from './hints.ts';
import type { Server } from './http/connection.ts';
import type { Interrupts } from './interrupts.ts';
import type { Plugins } from './plugins/plugins.ts';
import type { LineInput } from './shell/lineInput.ts';

export interface Settings extends Server {
  readonly prompt: string;
  readonly historyFile: string | null;
  /** Asks before it ends something, and for a password when one is needed. */
  readonly interactive: boolean;
  /** The configuration file that was read, or null. */
  readonly configFile: string | null;
  /** Plug-ins that can be loaded. */
  readonly plugins: readonly PluginConfig[];
}

/** One run of the program: what actions work with. */
export interface Session {
  settings: Settings;
  exitStatus: number;
  /** The command line's own words, where it was one action; their line has them with blanks in between. */
  words: readonly string[] | null;
  readonly call: Call;
  /** Whether stdout is a terminal that wants colours and the like. */
  readonly fancy: boolean;
  readonly interrupts: Interrupts;
  /** Writes to standard output as it is. */
  readonly write: (data: string | Uint8Array) => void;
  readonly warn: (line: string) => void;
  /** Where answers and input for programs come from. */
  readonly input: () => Promise<LineInput>;
  /** The native layer, as far as our own terminal needs it. Throws where it cannot be loaded. */
  readonly terminal: () => TerminalControl;
  /** Loads the plug-ins at the first call. */
  readonly plugins: () => Promise<Plugins>;
  /** Points all further calls at another server, or at the same one as somebody else. */
  readonly connect: (server: Partial<Server>) => void;
  /** Closes the connection, if one is open. */
  readonly disconnect: () => void;
  /** Nothing more is wanted of it. */
  readonly close: () => Promise<void>;
}

const API_VERSION = '3.0';

export function say(session: Session, line: string): void {
  session.write(`${line}\n`);
}

/** Many lines with one system call. */
export function sayAll(session: Session, lines: readonly string[]): void {
  if (lines.length > 0) session.write(`${lines.join('\n')}\n`);
}

/** An action's complaint, which makes the exit status. */
export function complain(session: Session, line: string, status: number = ExitStatus.GENERIC): void {
  say(session, line);
  session.exitStatus = status;
}

/** Keeps the exit status in step with the result for one process. */
export function noteResult(session: Session, status: number, ignored?: number): void {
  if (status === ignored || status === Fault.SUCCESS) return;
  session.exitStatus = DEAD_PROGRAM_FAULTS.has(status) ? ExitStatus.NOT_RUNNING : ExitStatus.GENERIC;
}

/** The program could not be brought to life, or is not alive. */
const DEAD_PROGRAM_FAULTS: ReadonlySet<number> = new Set([
  Fault.SPAWN_ERROR,
  Fault.ABNORMAL_TERMINATION,
  Fault.NOT_RUNNING,
]);

/** Whether there is a server that speaks the right language; if not, says so. */
export async function upcheck(session: Session): Promise<boolean> {
  try {
    const version = await session.call('supervisor.getVersion');
    if (version === API_VERSION) return true;
    complain(session, wrongVersion(version), ExitStatus.NOT_INSTALLED);
  } catch (error) {
    if (!explainDown(session, error)) throw error;
    advise(session, error);
  }
  return false;
}

/** On standard error, so that standard output stays what scripts expect there. */
export function advise(session: Session, error: unknown): void {
  const hint = hintFor(error, session.settings);
  if (hint !== null) session.warn(hint);
}

function explainDown(session: Session, error: unknown): boolean {
  const { serverurl } = session.settings;
  if (error instanceof RpcFault && error.code === Fault.UNKNOWN_METHOD) {
    complain(session, NO_NAMESPACE, ExitStatus.UNIMPLEMENTED_FEATURE);
  } else if (error instanceof ConnectionError && error.code === 'ECONNREFUSED') {
    complain(session, `${serverurl} refused connection`, ExitStatus.INSUFFICIENT_PRIVILEGES);
  } else if (error instanceof ConnectionError && error.code === 'ENOENT') {
    complain(session, `${serverurl} no such file`, ExitStatus.NOT_RUNNING);
  } else return false;
  return true;
}

function wrongVersion(version: string): string {
  return `Sorry, this version of supervisorctl expects to talk to a server with API version ${API_VERSION}, but the remote version is ${version}.`;
}

const NO_NAMESPACE =
  'Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to ' +
  'control it.  Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see ' +
  'sample.conf).';
