import type { ProcessInfo } from '../api.ts';
import { ConnectionError, type PythonError } from '../errors.ts';
import { ExitStatus, StatusExitStatus } from '../exitStatus.ts';
import { statusTable } from '../format/statusTable.ts';
import { makeNamespec } from '../namespec.ts';
import { type Session, say, upcheck } from '../session.ts';
import { noteStates } from './noteStates.ts';
import { type StatusFlags, statusFlags } from './statusFlags.ts';
import { type Selection, select } from './statusSelection.ts';

const POLL_MS = 200;
/** Nothing that a waiting script hopes for happens to a process in this state. */
const HOPELESS = 'FATAL';

/** `status` with `--json`, `--wait` or `--timeout`. */
export async function statusWithOptions(session: Session, words: readonly string[]): Promise<void> {
  const flags = statusFlags(words);
  if (typeof flags === 'string') {
    session.warn(flags);
    session.exitStatus = ExitStatus.INVALID_ARGS;
    return;
  }
  if (flags.wait === null) await showNow(session, flags);
  else await showWhenReached(session, flags, flags.wait);
}

async function showNow(session: Session, flags: StatusFlags): Promise<void> {
  // Standard output is for the JSON alone.
  if (!(await upcheck({ ...session, write: (data) => session.warn(String(data).trimEnd()) }))) {
    session.exitStatus = StatusExitStatus.UNKNOWN;
    return;
  }
  const selection = select(await session.call('supervisor.getAllProcessInfo'), flags.names);
  complainOfUnknown(session, selection);
  show(session, selection.infos, flags);
  noteStates(session, selection.infos);
}

function complainOfUnknown(session: Session, { complaints }: Selection): void {
  for (const complaint of complaints) session.warn(complaint);
  if (complaints.length > 0) session.exitStatus = StatusExitStatus.UNKNOWN;
}

function show(session: Session, infos: readonly ProcessInfo[], { json }: StatusFlags): void {
  const lines = json ? [JSON.stringify(infos.map(withNamespec), null, 2)] : statusTable(infos, session.fancy);
  for (const line of lines) say(session, line);
}

function withNamespec(info: ProcessInfo): object {
  return { namespec: makeNamespec(info.group, info.name), ...info };
}

async function showWhenReached(session: Session, flags: StatusFlags, state: string): Promise<void> {
  const { selection, outcome } = await waitForState(session, flags, state);
  if (selection === null) {
    session.warn(outcome);
    session.exitStatus = StatusExitStatus.UNKNOWN;
    return;
  }
  complainOfUnknown(session, selection);
  show(session, selection.infos, flags);
  if (outcome === 'reached' || selection.complaints.length > 0) return;
  if (outcome === 'hopeless') session.exitStatus = StatusExitStatus.NOT_RUNNING;
  else {
    session.warn(`not all ${state} within ${flags.timeout} seconds`);
    session.exitStatus = ExitStatus.GENERIC;
  }
}

interface Waited {
  /** Null: the server never answered, and `outcome` says why. */
  readonly selection: Selection | null;
  readonly outcome: string;
}

/** A server that is not there yet may come, so that this can be the first thing that a start script does. */
async function waitForState(session: Session, flags: StatusFlags, state: string): Promise<Waited> {
  const deadline = performance.now() + flags.timeout * 1000;
  for (;;) {
    const waited = await look(session, flags, state);
    if (waited.outcome !== 'not yet' && waited.selection !== null) return waited;
    if (performance.now() + POLL_MS > deadline) return waited;
    await pause(POLL_MS);
  }
}

async function look(session: Session, flags: StatusFlags, state: string): Promise<Waited> {
  try {
    const selection = select(await session.call('supervisor.getAllProcessInfo'), flags.names);
    return { selection, outcome: outcomeOf(selection, state) };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { selection: null, outcome: noAnswer(session, error) };
  }
}

function outcomeOf({ infos, complaints }: Selection, state: string): string {
  if (complaints.length > 0) return 'unknown name';
  const states = new Set(infos.map(({ statename }) => statename));
  if ([...states].every((each) => each === state)) return 'reached';
  return states.has(HOPELESS) ? 'hopeless' : 'not yet';
}

function noAnswer(session: Session, error: PythonError): string {
  return `${session.settings.serverurl} does not answer: ${error.message}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
