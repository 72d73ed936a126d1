import type { Supervisor } from '../../daemon/supervisor.ts';
import type { HttpResponse } from '../../http/types.ts';
import { allByPriority } from '../processLists.ts';
import { conditions, moodWords } from './condition.ts';

/** That there is an answer at all: the daemon's loop turns. */
export function livez(query: string): HttpResponse {
  return answer('livez', [{ name: 'loop', ok: true, words: 'ok' }], query);
}

/** Whether everything that starts with the daemon does its work; the body names what does not. */
export function readyz(supervisor: Supervisor, query: string): HttpResponse {
  const mood = moodWords(supervisor);
  const daemon = { name: 'tsupervisord', ok: mood === null, words: mood ?? 'running' };
  return answer('readyz', [daemon, ...conditions(allByPriority(supervisor))], query);
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly words: string;
}

/** In the form that people know from Kubernetes' own components. */
function answer(what: string, checks: readonly Check[], query: string): HttpResponse {
  const failed = checks.filter(({ ok }) => !ok);
  const status = failed.length === 0 ? 200 : 503;
  const lines = isVerbose(query) ? verbose(what, checks, status === 200) : brief(failed);
  return { status, headers: HEADERS, body: `${lines.join('\n')}\n` };
}

const HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

function isVerbose(query: string): boolean {
  return query.split('&').some((each) => each.split('=', 1)[0] === 'verbose');
}

function brief(failed: readonly Check[]): string[] {
  return failed.length === 0 ? ['ok'] : failed.map(({ name, words }) => `${name}: ${words}`);
}

function verbose(what: string, checks: readonly Check[], passed: boolean): string[] {
  const lines = checks.map(({ name, ok, words }) => `[${ok ? '+' : '-'}]${name} ${words}`);
  return [...lines, `${what} check ${passed ? 'passed' : 'failed'}`];
}
