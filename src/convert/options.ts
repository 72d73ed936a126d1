import type { OptionSpelling } from '../config/commandline/spelling.ts';

export const FORMS = ['procfile', 'compose', 'systemd', 'runit', 's6'] as const;
export type Form = (typeof FORMS)[number];

export interface ConvertOption extends OptionSpelling {
  readonly name: 'from' | 'output' | 'sections' | 'help';
}

/** What `tsupervisord convert` does. */
export const CONVERT_DOC =
  'Writes the sections of a supervisord.conf for what another process manager runs: a Procfile, the services of a ' +
  'docker-compose file, systemd units with their drop-ins, service directories of runit or s6 (and s6-rc sources). ' +
  'Comments say what could not be carried over and what was assumed.';

/** Its command line. */
export const CONVERT_OPTIONS: readonly ConvertOption[] = [
  {
    name: 'from',
    long: 'from',
    short: 'f',
    argument: 'FORM',
    doc: `what the paths are: ${FORMS.join(', ')}; without it, each path is looked at`,
  },
  { name: 'output', long: 'output', short: 'o', argument: 'FILE', doc: 'write to this file, not to standard output' },
  {
    name: 'sections',
    long: 'sections-only',
    short: 's',
    argument: null,
    doc: 'write the sections of programs alone, to be included in a file that has the others',
  },
  { name: 'help', long: 'help', short: 'h', argument: null, doc: 'print this' },
];
