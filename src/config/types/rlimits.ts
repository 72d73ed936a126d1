import type { LimitName, ProgramLimit } from '../../model/config.ts';
import { BadValue } from '../problem.ts';
import { integerOrNull } from '../python/int.ts';
import { repr } from '../python/repr.ts';
import { byteSize } from './numbers.ts';

/** `nofile:65536, core:unlimited, nproc:100:200`: a name, the soft limit, and the hard one where it is another. */
export function rlimits(value: string): ProgramLimit[] {
  if (value.trim() === '') return [];
  const limits = value.split(',').map((text) => limit(text.trim()));
  const twice = limits.find(({ name }, index) => limits.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined) throw new BadValue(`the limit ${twice.name} is set twice`, `${twice.name}:SOFT:HARD once`);
  return limits;
}

export function rlimitsText(limits: readonly ProgramLimit[]): string | null {
  return limits.length === 0 ? null : limits.map(limitText).join(', ');
}

export function limitText({ name, soft, hard }: ProgramLimit): string {
  const [low, high] = [soft, hard].map((number) => (number === UNLIMITED ? 'unlimited' : String(number)));
  return low === high ? `${name}:${low}` : `${name}:${low}:${high}`;
}

const UNLIMITED = -1;

function limit(text: string): ProgramLimit {
  const [word = '', low, high = low, more] = text.split(/[:=]/).map((part) => part.trim());
  if (low === undefined || high === undefined || more !== undefined) throw badForm(text);
  const name = word.toLowerCase().replace(/^rlimit_/, '');
  if (!isName(name)) throw new BadValue(`no resource limit is called ${repr(word)}`, Object.keys(AMOUNTS).join(', '));
  const [soft, hard] = [amount(name, low), amount(name, high)];
  if (hard !== UNLIMITED && (soft === UNLIMITED || soft > hard)) {
    throw new BadValue(`the soft limit is above the hard one: ${repr(text)}`, `${name}:SOFT:HARD`);
  }
  return { name, soft, hard };
}

function badForm(text: string): BadValue {
  return new BadValue(`not a valid limit: ${repr(text)}`, EXPECTED);
}

const EXPECTED = 'names and numbers or unlimited, with commas: nofile:65536, nproc:100:200, core:unlimited';

function isName(word: string): word is LimitName {
  return Object.hasOwn(AMOUNTS, word);
}

/** What getrlimit(2) has, and in what each is counted. */
const AMOUNTS = {
  as: byteSize,
  core: byteSize,
  cpu: integerOrNull,
  data: byteSize,
  fsize: byteSize,
  locks: integerOrNull,
  memlock: byteSize,
  msgqueue: byteSize,
  nice: integerOrNull,
  nofile: integerOrNull,
  nproc: integerOrNull,
  rss: byteSize,
  rtprio: integerOrNull,
  rttime: integerOrNull,
  sigpending: integerOrNull,
  stack: byteSize,
} satisfies Record<LimitName, (text: string) => number | null>;

function amount(name: LimitName, text: string): number {
  if (/^(unlimited|infinity|-1)$/i.test(text)) return UNLIMITED;
  const number = AMOUNTS[name](text);
  if (number === null || number < 0 || number > Number.MAX_SAFE_INTEGER) throw badForm(`${name}:${text}`);
  return number;
}
