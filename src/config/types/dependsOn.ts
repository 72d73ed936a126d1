import { DEPENDENCY_CONDITIONS, type Dependency, type DependencyCondition } from '../../model/config.ts';
import { BadValue } from '../problem.ts';
import { repr } from '../python/repr.ts';

/** `db:ready, migrate:done, cache, web:worker_00`: what follows the last colon is a condition if it is one of them. */
export function dependsOn(value: string): Dependency[] {
  return value.split(',').map((text) => {
    const words = text.trim();
    const colon = words.lastIndexOf(':');
    const last = words.slice(colon + 1);
    const [name, condition] =
      isCondition(last) && colon > 0 ? [words.slice(0, colon), last] : [words, 'started' as const];
    if (!/^[^\s:/]+(:[^\s:/]+)?$/.test(name)) {
      throw new BadValue(`not a valid dependency: ${repr(words)}`, EXPECTED);
    }
    return { name, condition };
  });
}

const EXPECTED = `names with commas, each of a program, a group or GROUP:PROCESS, and perhaps :${DEPENDENCY_CONDITIONS.join(' or :')}`;

function isCondition(word: string): word is DependencyCondition {
  return (DEPENDENCY_CONDITIONS as readonly string[]).includes(word);
}

export function dependsOnText(dependencies: readonly Dependency[]): string | null {
  if (dependencies.length === 0) return null;
  return dependencies.map(({ name, condition }) => `${name}:${condition}`).join(', ');
}
