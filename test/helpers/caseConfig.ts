import type { ProgramCase, RunCase } from './sideBySide.ts';

/** The supervisord.conf of a run. */
export function configText(run: RunCase): string {
  const head = [
    '[supervisord]',
    'logfile={dir}/supervisord.log',
    'pidfile={dir}/supervisord.pid',
    'childlogdir={dir}',
    ...cleanLines(run.supervisord ?? ''),
  ];
  const group = run.oneGroup ? ['[group:all]', `programs=${run.programs.map(({ name }) => name).join(',')}`, ''] : [];
  return [...head, '', ...run.programs.flatMap(sectionOf), ...group, ...cleanLines(run.sections ?? ''), ''].join('\n');
}

export function processesOf(program: ProgramCase): readonly string[] {
  return program.processes ?? [program.name];
}

function sectionOf(program: ProgramCase): string[] {
  const lines = cleanLines(program.lines);
  const defaults = [`stdout_logfile={dir}/${program.name}.out`, `stderr_logfile={dir}/${program.name}.err`];
  const missing = defaults.filter((line) => !lines.some((own) => own.startsWith(line.slice(0, line.indexOf('=') + 1))));
  return [`[${program.section ?? 'program'}:${program.name}]`, ...lines, ...missing, ''];
}

/** Without the indentation that the source has, which would make continuation lines of them. */
function cleanLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
