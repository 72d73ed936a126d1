import assert from 'node:assert/strict';

/** A place where ours is meant to differ. It is checked, not skipped: ours has to be what stands here. */
export interface Difference {
  /** Dotted name of the observed value, as a failed comparison shows it. */
  readonly at: string;
  /** Why, with the item of REFERENCE.md or the line of the migration table. */
  readonly reason: string;
  /** What the reference gives; a pattern is matched against the value's JSON. */
  readonly reference: unknown;
  readonly ours: unknown;
}

/** Nested observations as one level of dotted names; lists stay lists. */
export function flatten(value: unknown, prefix = ''): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { [prefix]: value };
  const parts = Object.entries(value).map(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`));
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

/** Checks the intended differences and takes them out of both sides. */
export function settle(
  { reference, ours }: { reference: Record<string, unknown>; ours: Record<string, unknown> },
  differences: readonly Difference[],
  selfCheck: boolean,
): void {
  for (const difference of differences) {
    check(`reference, ${difference.at}`, reference[difference.at], difference.reference);
    if (!selfCheck) check(`ours, ${difference.at} (${difference.reason})`, ours[difference.at], difference.ours);
    delete reference[difference.at];
    delete ours[difference.at];
  }
}

function check(what: string, actual: unknown, expected: unknown): void {
  if (expected instanceof RegExp) assert.match(JSON.stringify(actual) ?? 'undefined', expected, what);
  else assert.deepEqual(actual, expected, what);
}
