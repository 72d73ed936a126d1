import { BadValue } from '../problem.ts';
import { integerOrNull } from '../python/int.ts';
import { repr } from '../python/repr.ts';
import { strip } from '../python/text.ts';

/**
 * Every name that Python's signal module starts with SIG on Linux. The five with an underscore are no signals, but the
 * reference takes them: `stopsignal=0` sends nothing and leaves it to SIGKILL.
 */
export const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGIOT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPOLL: 29,
  SIGPWR: 30,
  SIGSYS: 31,
  SIGRTMIN: 34,
  SIGRTMAX: 64,
  SIG_DFL: 0,
  SIG_BLOCK: 0,
  SIG_IGN: 1,
  SIG_UNBLOCK: 1,
  SIG_SETMASK: 2,
};

const NUMBERS: ReadonlySet<number> = new Set(Object.values(SIGNALS));

export function signalNumber(value: string): number {
  const number = integerOrNull(value) ?? named(value);
  if (!NUMBERS.has(number)) throw new BadValue(`value ${repr(value)} is not a valid signal number`, EXPECTED);
  return number;
}

const EXPECTED = 'a signal such as TERM, SIGINT or 15';

function named(value: string): number {
  const name = strip(value).toUpperCase();
  const number = SIGNALS[name.startsWith('SIG') ? name : `SIG${name}`];
  if (number === undefined) throw new BadValue(`value ${repr(value)} is not a valid signal name`, EXPECTED);
  return number;
}
