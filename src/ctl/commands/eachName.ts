import { words } from '../../config/python/text.ts';
import { Fault } from '../../model/faults.ts';
import type { ProcessResult } from '../api.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import type { Result } from '../format/results.ts';
import { splitNamespec } from '../namespec.ts';
import { complain, noteResult, type Session, say } from '../session.ts';

/** What an action does to one process, to a group and to all of them. */
export interface ForEachName {
  readonly one: (name: string) => Promise<unknown>;
  readonly group: (group: string) => Promise<readonly ProcessResult[]>;
  readonly all: () => Promise<readonly ProcessResult[]>;
  readonly line: (result: Result) => string;
  /** A result that is not good but leaves the exit status as it is. */
  readonly ignored?: number;
  /** Exit status where there is no such group. */
  readonly noGroup?: number;
}

/** The names of a command line in their forms: `name`, `group:name`, `group:*`, and `all` anywhere among them. */
export async function eachName(session: Session, names: readonly string[], action: ForEachName): Promise<void> {
  if (names.includes('all')) return show(session, await action.all(), action);
  for (const text of names) {
    const { group, name } = splitNamespec(text);
    if (name === null) await wholeGroup(session, group, action);
    else show(session, [await outcome(text, { group, name }, action)], action);
  }
}

export function namesOf(arg: string): string[] {
  return words(arg);
}

function show(session: Session, results: readonly Result[], { line, ignored }: ForEachName): void {
  for (const result of results) {
    say(session, line(result));
    noteResult(session, result.status, ignored);
  }
}

async function wholeGroup(session: Session, group: string, action: ForEachName): Promise<void> {
  try {
    show(session, await action.group(group), action);
  } catch (error) {
    if (!(error instanceof RpcFault) || error.code !== Fault.BAD_NAME) throw error;
    complain(session, `${group}: ERROR (no such group)`, action.noGroup ?? ExitStatus.GENERIC);
  }
}

async function outcome(
  text: string,
  { group, name }: { group: string; name: string },
  action: ForEachName,
): Promise<Result> {
  try {
    await action.one(text);
    return { group, name, status: Fault.SUCCESS, description: 'OK' };
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return { group, name, status: error.code, description: error.text };
  }
}
