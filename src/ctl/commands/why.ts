import { Fault } from '../../model/faults.ts';
import type { Scene, SceneSummary } from '../../scene/record.ts';
import { ConnectionError, RpcFault } from '../errors.ts';
import { ExitStatus, StatusExitStatus } from '../exitStatus.ts';
import { advise, complain, type Session, sayAll } from '../session.ts';
import type { Records } from '../why/records.ts';
import { namesOf } from './eachName.ts';
import { explainingOthers } from './faultLines.ts';
import { showHelp } from './help.ts';

/** Why a program failed. The words for it are loaded when it is asked. */
export async function why(session: Session, arg: string): Promise<void> {
  const wish = wishOf(namesOf(arg));
  if (wish === null) {
    complain(session, 'Error: why takes one name at most, --list and --json', ExitStatus.INVALID_ARGS);
    return showHelp(session, 'why');
  }
  await explainingOthers(session, INSTEAD, () => answer(session, wish));
}

const INSTEAD = 'See status, tail and maintail for what is known there.';

interface Wish {
  /** Null: whichever matters most. */
  readonly name: string | null;
  readonly list: boolean;
  readonly json: boolean;
}

function wishOf(words: readonly string[]): Wish | null {
  const flags = words.filter((word) => word.startsWith('--'));
  const [name = null, more] = words.filter((word) => !word.startsWith('--'));
  if (more !== undefined || flags.some((flag) => flag !== '--list' && flag !== '--json')) return null;
  return { name: name === 'all' ? null : name, list: flags.includes('--list'), json: flags.includes('--json') };
}

async function answer(session: Session, wish: Wish): Promise<void> {
  const records = await recordsFor(session, wish);
  if (records === null) return;
  const summaries = await records.list();
  const { tellAll, tellOne } = await import('../why/words.ts');
  if (summaries.length === 0) return nothing(session, wish);
  if (wish.list) return sayAll(session, wish.json ? [json(summaries)] : tellAll(summaries));
  const told = await tellOne(summaries, records);
  sayAll(session, wish.json ? [json(told.scene)] : told.lines);
}

function json(value: Scene | readonly SceneSummary[]): string {
  return JSON.stringify(value, null, 2);
}

function nothing(session: Session, { name, json: asJson }: Wish): void {
  const of = name === null ? '' : ` of ${name}`;
  session.exitStatus = ExitStatus.GENERIC;
  if (asJson) session.warn(`no failure${of} is on record`);
  else complain(session, `No failure${of} is on record.`);
}

/** Null: there are none to ask, and why has been said. */
async function recordsFor(session: Session, { name }: Wish): Promise<Records | null> {
  try {
    const summaries = await session.call('tsupervisor.getScenes', name === null ? [] : [name], MOST);
    const get = (id: string) => session.call('tsupervisor.getScene', id);
    return { list: async () => summaries, get, state: (namespec) => stateOf(session, namespec) };
  } catch (error) {
    if (error instanceof RpcFault && error.code === Fault.BAD_NAME) return unknownName(session, name);
    if (!(error instanceof ConnectionError)) throw error;
    return (await fromFolder(session, name)) ?? noAnswer(session, error);
  }
}

const MOST = 1000;

async function stateOf(session: Session, namespec: string): Promise<string | null> {
  try {
    const { statename, description } = await session.call('supervisor.getProcessInfo', namespec);
    return `${statename} ${description}`;
  } catch (error) {
    // It has left the configuration, or the daemon is on its way out; what is on record can be told all the same.
    if (error instanceof RpcFault) return null;
    throw error;
  }
}

async function fromFolder(session: Session, name: string | null): Promise<Records | null> {
  const { keptRecords } = await import('../why/records.ts');
  const kept = keptRecords(session.settings.configFile, name);
  if (kept === null) return null;
  session.warn(`${session.settings.serverurl} does not answer; this is from ${kept.folder}:`);
  return kept;
}

function noAnswer(session: Session, error: ConnectionError): null {
  const { serverurl, configFile } = session.settings;
  const file = configFile === null ? '' : ` of ${configFile}`;
  session.warn(`${serverurl} does not answer: ${error.message}`);
  advise(session, error);
  session.warn(`Nor are there records that were kept for that: with scene_dir in [supervisord]${file} they are.`);
  session.exitStatus = StatusExitStatus.UNKNOWN;
  return null;
}

function unknownName(session: Session, name: string | null): null {
  complain(session, `${name ?? ''}: ERROR (no such process or group)`, StatusExitStatus.UNKNOWN);
  return null;
}
