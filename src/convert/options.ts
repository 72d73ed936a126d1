import type { OptionSpelling } from '../config/commandline/spelling.ts';

export const FORMS = ['procfile', 'compose', 'systemd', 'runit', 's6'] as const;
export type Form = (typeof FORMS)[number];

export interface ConvertOption extends OptionSpelling {
  readonly name: 'from' | 'output' | 'sections' | 'help';
}

/** The command line of `tsupervisord convert`. */
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
