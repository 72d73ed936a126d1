import { BadValue } from '../problem.ts';
import { someTime } from '../types/durations.ts';
import { SIGNALS } from '../types/signal.ts';
import type { OptionSpelling } from './spelling.ts';

export interface InitOption extends OptionSpelling {
  readonly name: keyof InitSettings;
  /** The settings with this option in them; throws BadValue. */
  readonly apply: (settings: InitSettings, argument: string) => InitSettings;
}

/** What init mode can be told. */
export interface InitSettings {
  /** Signals go to the command's process group. */
  readonly group: boolean;
  /** Signal to send in the place of one that came; 0: none. */
  readonly rewrite: ReadonlyMap<number, number>;
  /** Exit codes of the command that become 0. */
  readonly remapExit: ReadonlySet<number>;
  readonly subreaper: boolean;
  readonly warnOnReap: boolean;
  readonly parentDeathSignal: number | null;
  /** Seconds to stay after a failure; Infinity: until a signal comes; null: not at all. */
  readonly keep: number | null;
}

/** The command line of init mode, before `--`. The letters are those of tini, `-r` that of dumb-init. */
export const INIT_OPTIONS = [
  {
    name: 'group',
    short: 'g',
    long: 'group',
    argument: null,
    apply: (settings) => ({ ...settings, group: true }),
    doc: "send signals to the command's process group, not to the command alone",
  },
  {
    name: 'rewrite',
    short: 'r',
    long: 'rewrite',
    argument: 'FROM:TO',
    apply: (settings, argument) => ({ ...settings, rewrite: new Map([...settings.rewrite, rewriting(argument)]) }),
    doc: 'send signal TO when FROM comes (15:3, TERM:QUIT), none where TO is 0; may be repeated',
  },
  {
    name: 'remapExit',
    short: 'e',
    long: 'remap-exit',
    argument: 'CODE',
    apply: (settings, argument) => ({ ...settings, remapExit: new Set([...settings.remapExit, exitCode(argument)]) }),
    doc: 'exit with 0 when the command exits with CODE (143 after SIGTERM); may be repeated',
  },
  {
    name: 'subreaper',
    short: 's',
    long: 'subreaper',
    argument: null,
    apply: (settings) => ({ ...settings, subreaper: true }),
    doc: 'adopt and reap orphans although not PID 1; done without being told, too, where the kernel can',
  },
  {
    name: 'warnOnReap',
    short: 'w',
    long: 'warn-on-reap',
    argument: null,
    apply: (settings) => ({ ...settings, warnOnReap: true }),
    doc: 'say on standard error which orphans were reaped',
  },
  {
    name: 'parentDeathSignal',
    short: 'p',
    long: 'parent-death-signal',
    argument: 'SIGNAL',
    apply: (settings, argument) => ({ ...settings, parentDeathSignal: signal(argument) }),
    doc: 'get this signal, and hand it on, when the process that started this one ends',
  },
  {
    name: 'keep',
    short: null,
    long: 'keep',
    argument: 'DURATION',
    optional: true,
    apply: (settings, argument) => ({
      ...settings,
      keep: argument === '' ? Number.POSITIVE_INFINITY : someTime(argument),
    }),
    doc: 'when the command fails, say why and stay for that time (10m, 1h; without one: until a signal comes), so that somebody can look; tsupervisorctl why tells more',
  },
] as const satisfies readonly InitOption[];

export const NO_SETTINGS: InitSettings = {
  group: false,
  rewrite: new Map(),
  remapExit: new Set(),
  subreaper: false,
  warnOnReap: false,
  parentDeathSignal: null,
  keep: null,
};

const LAST_SIGNAL = 64;
/** Nobody can catch the first two, and the third tells of our own children. */
const NEVER_FORWARDED: ReadonlyMap<number, string> = new Map([
  [9, 'SIGKILL cannot be caught'],
  [19, 'SIGSTOP cannot be caught'],
  [17, 'SIGCHLD is never forwarded'],
]);

function rewriting(argument: string): [from: number, to: number] {
  const [from = '', to, ...more] = argument.split(':');
  if (to === undefined || more.length > 0) {
    throw new BadValue('two signals with a colon between them are expected, such as 15:3 or TERM:QUIT');
  }
  const reason = NEVER_FORWARDED.get(signal(from));
  if (reason !== undefined) throw new BadValue(reason);
  return [signal(from), to === '0' ? 0 : signal(to)];
}

/** A number from 1 to 64 or a name: TERM, SIGTERM, RTMIN+3, RTMAX-1. */
function signal(word: string): number {
  const number = /^\d+$/.test(word) ? Number(word) : named(word);
  if (number >= 1 && number <= LAST_SIGNAL) return number;
  throw new BadValue(
    `${word === '' ? 'nothing' : word} is no signal: a number from 1 to ${LAST_SIGNAL} or a name such as TERM`,
  );
}

function named(word: string): number {
  const [, name = '', offset = '0'] = /^(?:SIG)?([A-Z\d]+?)([+-]\d+)?$/.exec(word.toUpperCase()) ?? [];
  const number = SIGNALS[`SIG${name}`] ?? 0;
  const isRealTime = name === 'RTMIN' || name === 'RTMAX';
  if (offset !== '0' && !isRealTime) return 0;
  const found = number + Number(offset);
  return isRealTime && found < (SIGNALS.SIGRTMIN ?? 0) ? 0 : found;
}

function exitCode(word: string): number {
  const code = /^\d+$/.test(word) ? Number(word) : -1;
  if (code >= 0 && code <= 255) return code;
  throw new BadValue(`${word} is no exit code: a number from 0 to 255`);
}
