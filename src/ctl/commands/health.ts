import { Fault } from '../../model/faults.ts';
import type { HealthReport } from '../api.ts';
import { HttpError, PythonError, RpcFault } from '../errors.ts';
import { ExitStatus, StatusExitStatus } from '../exitStatus.ts';
import { advise, type Session, say } from '../session.ts';
import { namesOf } from './eachName.ts';

/** One question and one answer: container engines ask every few seconds. */
export async function health(session: Session, arg: string): Promise<void> {
  const words = namesOf(arg);
  const names = words.filter((word) => !word.startsWith('--'));
  const wrong = words.find((word) => word.startsWith('--') && word !== '--json');
  if (wrong !== undefined) {
    session.warn(`Error: health has no option ${wrong}; it has --json`);
    session.exitStatus = ExitStatus.INVALID_ARGS;
    return;
  }
  const report = await ask(session, names.includes('all') ? [] : names);
  if (report === null) return;
  if (words.includes('--json')) say(session, JSON.stringify(report, null, 2));
  else for (const line of linesOf(report, names.length > 0)) say(session, line);
  if (!report.ok) session.exitStatus = ExitStatus.GENERIC;
}

/** Null: there is no report, and why has been said. */
async function ask(session: Session, names: readonly string[]): Promise<HealthReport | null> {
  try {
    return await session.call('tsupervisor.getHealth', names);
  } catch (error) {
    if (!(error instanceof PythonError) || mayLogIn(session, error)) throw error;
    session.warn(reason(session, error));
    advise(session, error);
    session.exitStatus = StatusExitStatus.UNKNOWN;
    return null;
  }
}

function mayLogIn({ settings }: Session, error: PythonError): boolean {
  return error instanceof HttpError && error.status === 401 && settings.interactive;
}

function reason({ settings: { serverurl } }: Session, error: PythonError): string {
  if (!(error instanceof RpcFault)) return `${serverurl} does not answer: ${error.message}`;
  if (error.code === Fault.BAD_NAME) return `${error.text.replace('BAD_NAME: ', '')}: ERROR (no such process or group)`;
  if (error.code === Fault.UNKNOWN_METHOD)
    return `the supervisord at ${serverurl} is no tsupervisord: it has no health`;
  return `${serverurl}: ${error.text}`;
}

/** Those that are to blame; where names were given, all of them. */
function linesOf({ ok, daemon, processes }: HealthReport, all: boolean): string[] {
  const shown = processes.filter((each) => all || !each.ok);
  const lines = shown.map(({ namespec, condition, statustext, spawnerr }) => {
    const more = statustext || (WITH_REASON.test(condition) ? spawnerr : '');
    return `${namespec}: ${condition}${more === '' ? '' : ` (${more})`}`;
  });
  if (daemon !== 'running') lines.unshift(`tsupervisord: ${daemon}`);
  return lines.length === 0 && ok ? ['ok'] : lines;
}

const WITH_REASON = /^(FATAL|BACKOFF)/;
