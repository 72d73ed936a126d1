import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { signalNumber } from './signal.ts';
import { signalText } from './texts.ts';

/** Seconds, whole or not, with a unit or without: `10`, `0.5`, `90s`, `5m`, `1h`. */
export function seconds(value: string): number {
  const [, number, unit = 's'] = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d)?\s*$/.exec(value) ?? [];
  if (number === undefined) throw new BadValue(`not a valid duration: ${repr(value)}`, DURATION);
  return Number(number) * (UNITS[unit] ?? 1);
}

/** The same, but for 0, which would leave nothing. */
export function someTime(value: string): number {
  const time = seconds(value);
  if (time > 0) return time;
  throw new BadValue(`not a valid duration: ${repr(value)}`, `more than 0: ${DURATION}`);
}

const DURATION = 'seconds such as 10 or 0.5, or a number with ms, s, m, h or d';
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A number from 0 to 1. */
export function fraction(value: string): number {
  const number = /^\s*[0-9]*\.?[0-9]+\s*$/.test(value) ? Number(value) : Number.NaN;
  if (number >= 0 && number <= 1) return number;
  throw new BadValue(`not a valid fraction: ${repr(value)}`, 'a number from 0 to 1 such as 0.2');
}

/** So many times within so many seconds. */
export type Rate = readonly [times: number, seconds: number];

/** `5/60s`. */
export function rate(value: string): Rate {
  const [times = '', span, more] = value.split('/');
  const count = /^\s*[1-9][0-9]*\s*$/.test(times) ? Number(times) : 0;
  if (count === 0 || span === undefined || more !== undefined) {
    throw new BadValue(`not a valid rate: ${repr(value)}`, 'times and a duration, such as 5/60s');
  }
  return [count, seconds(span)];
}

export function rateText(limit: Rate | null): string | null {
  return limit === null ? null : `${limit[0]}/${limit[1]}s`;
}

/** A signal, and how long (seconds) to wait for its effect. */
export type StopStep = readonly [signal: number, seconds: number];

/** `TERM:20, INT:5`. */
export function stopSteps(value: string): StopStep[] {
  return value.split(',').map((step) => {
    const [signal = '', wait, more] = step.split(':');
    if (wait === undefined || more !== undefined) {
      throw new BadValue(
        `not a valid step: ${repr(step.trim())}`,
        'signals with the time that each gets: TERM:20, INT:5',
      );
    }
    return [signalNumber(signal), seconds(wait)] as const;
  });
}

export function stopStepsText(steps: readonly StopStep[] | null): string | null {
  return steps === null ? null : steps.map(([signal, wait]) => `${signalText(signal)}:${wait}`).join(', ');
}

/** A converter for one of a few words. */
export function oneOf<const W extends string>(...words: readonly W[]): (value: string) => W {
  return (value) => {
    const found = words.find((word) => word === value.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new BadValue(`not a valid value: ${repr(value)}`, words.join(', ').replace(/, ([^,]*)$/, ' or $1'));
  };
}
