import type { Problem } from '../problem.ts';

/** One line a problem: `file:line: [section] key: message (hint)`. */
export function renderProblems(problems: readonly Problem[]): string {
  return problems.map((problem) => `${renderProblem(problem)}\n`).join('');
}

export function renderProblem({ severity, file, line, section, key, message, hint }: Problem): string {
  const place = [file, line].filter((part) => part !== null).join(':');
  const subject = [section === null ? '' : `[${section}]`, key ?? ''].filter((part) => part !== '').join(' ');
  const text = `${severity === 'warning' ? 'warning: ' : ''}${message}${hint === null ? '' : ` (${hint})`}`;
  return [place, subject, text]
    .filter((part) => part !== '')
    .join(': ')
    .replaceAll('\n', ' ');
}

/** 0: fine; 1: warnings, where they count; 2: errors. */
export function checkExitCode(problems: readonly Problem[], strict: boolean): 0 | 1 | 2 {
  if (problems.some(({ severity }) => severity === 'error')) return 2;
  return strict && problems.length > 0 ? 1 : 0;
}
