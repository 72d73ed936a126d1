/** Where something stands in the configuration; null where there is no such place. */
export interface Place {
  readonly file: string | null;
  readonly line: number | null;
  readonly section: string | null;
  readonly key: string | null;
}

export type Severity = 'error' | 'warning';

export interface Problem extends Place {
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it, or null. */
  readonly hint: string | null;
}

export const NOWHERE: Place = { file: null, line: null, section: null, key: null };

/** A value that its converter cannot take: the reference's words, and what would have been right. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly expected: string | null;
  /** The message without the part that only repeats the environment. */
  readonly brief: string;

  constructor(message: string, expected: string | null = null, brief = message) {
    super(message);
    this.expected = expected;
    this.brief = brief;
  }
}

/** A configuration that cannot be used. `message` is the reference's whole sentence. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problem: Problem;
  /** All that is wrong: one sentence of the reference can stand for several lines. */
  readonly problems: readonly Problem[];

  constructor(sentence: string, problem: Problem, problems: readonly Problem[] = [problem]) {
    super(sentence);
    this.problem = problem;
    this.problems = problems;
  }
}
