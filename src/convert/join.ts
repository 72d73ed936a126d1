import { join } from 'node:path';
import { dependsOn, dependsOnText } from '../config/types/dependsOn.ts';
import { assumed, type Converted, lost, type Problem, type Program } from './program.ts';

/** What several readers found, as one; names and dependencies are looked at across all of them. */
export function joinConverted(parts: readonly Converted[]): Converted {
  const programs = parts.flatMap((part) => part.programs);
  keepDependencies(programs);
  for (const program of programs) fromDirectory(program);
  return {
    programs,
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    problems: [...parts.flatMap(({ problems }) => problems), ...namedTwice(programs)],
  };
}

/** A path like bin/server is looked for where the daemon is, not where the program will be. */
function fromDirectory(program: Program): void {
  const { command = '', directory } = program.options;
  const path = /^[^\s'"\\/][^\s'"\\]*\//.exec(command)?.[0];
  if (path === undefined) return;
  if (directory === undefined) assumed(program, `${path} is in the directory that the daemon is started in`);
  else program.options.command = join(directory, command.slice(0, path.length)) + command.slice(path.length);
}

function namedTwice(programs: readonly Program[]): Problem[] {
  const first = new Map<string, Program>();
  return programs.flatMap((program) => {
    const other = first.get(program.name);
    if (other === undefined) first.set(program.name, program);
    const message = `there is another program called ${program.name}, from ${other?.from}`;
    return other === undefined ? [] : [{ file: program.from, line: null, message }];
  });
}

/** Takes out what would not load: names that are not there, and what goes round in a circle. */
function keepDependencies(programs: readonly Program[]): void {
  const active = new Map(programs.filter(({ inactive }) => !inactive).map((each) => [each.name, each]));
  for (const program of programs) {
    const { depends_on } = program.options;
    if (depends_on === undefined) continue;
    const kept = dependsOn(depends_on).filter(({ name }) => {
      const why = active.has(name) ? (reaches(active, name, program.name) ? CIRCLE : null) : MISSING;
      if (why !== null) lost(program, `the dependency on ${name}, ${why}`);
      return why === null;
    });
    const text = dependsOnText(kept);
    if (text === null) delete program.options.depends_on;
    else program.options.depends_on = text;
  }
}

const CIRCLE = 'which depends on this one';
const MISSING = 'which is not among the programs of this file';

function reaches(programs: ReadonlyMap<string, Program>, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const { depends_on } = programs.get(from)?.options ?? {};
  return depends_on !== undefined && dependsOn(depends_on).some(({ name }) => reaches(programs, name, to, seen));
}
