import type { ProcessConfig } from '../../model/config.ts';
import { type FileProblem, readEnvironmentFile, readSecret } from '../environment/read.ts';
import { type Loading, placeOf } from '../load/loading.ts';
import type { Place, Problem } from '../problem.ts';

/**
 * Files that a program's environment comes from. They need not be there yet, or for the eyes of who checks; but a line
 * in one that cannot be understood keeps the program from starting.
 */
export function lookAtEnvironmentFiles(loading: Loading, add: (problem: Problem) => void): void {
  for (const { section, processes } of loading.made) {
    for (const [option, problems] of Object.entries(problemsOf(processes))) {
      const place = placeOf(loading, section, option);
      for (const problem of problems) add(problemAt(place, problem));
    }
  }
}

function problemsOf(processes: readonly ProcessConfig[]): Readonly<Record<string, readonly FileProblem[]>> {
  // All processes of a section have the same ones.
  const [process] = processes;
  return {
    environment_file: process?.environment_file.flatMap((file) => readEnvironmentFile(file).problems) ?? [],
    environment_secret: process?.environment_secret.flatMap((secret) => readSecret(secret).problems) ?? [],
  };
}

function problemAt(place: Place, { file, line, message }: FileProblem): Problem {
  if (line !== null)
    return { ...place, file, line, severity: 'error', message, hint: 'expected NAME=value or # comment' };
  const hint = 'the program cannot be started like this; a - before the path of a file that may be missing';
  return { ...place, severity: 'warning', message: `${file}: ${message}`, hint };
}
