import type { ConfigError, Problem } from '../problem.ts';

export interface Collector {
  readonly add: (problem: Problem) => void;
  readonly fault: (fault: ConfigError) => void;
  /** Files in the order in which they are read. */
  readonly file: (file: string) => void;
  readonly sorted: () => Problem[];
}

/** Gathers problems, each once: what several processes of a section share is one problem. */
export function collectProblems(): Collector {
  const problems = new Map<string, Problem>();
  const files: string[] = [];
  const add = (problem: Problem) => {
    const { file, line, section, key, message } = problem;
    const id = JSON.stringify([file, line, section, key, message]);
    if (!problems.has(id)) problems.set(id, problem);
  };
  return {
    add,
    fault: (fault) => fault.problems.forEach(add),
    file: (file) => files.push(file),
    sorted: () => [...problems.values()].sort(byPlace(files)),
  };
}

function byPlace(files: readonly string[]): (a: Problem, b: Problem) => number {
  const rank = new Map(files.map((file, index) => [file, index]));
  const fileOf = ({ file }: Problem) => rank.get(file ?? '') ?? -1;
  return (a, b) => fileOf(a) - fileOf(b) || (a.line ?? 0) - (b.line ?? 0);
}
