import { INIT_OPTIONS } from '../config/commandline/initOptions.ts';
import { DAEMON_OPTIONS } from '../config/commandline/options.ts';
import type { OptionSpelling } from '../config/commandline/spelling.ts';
import { CONVERT_DOC, CONVERT_OPTIONS } from '../convert/options.ts';
import { CTL_OPTIONS } from '../ctl/options.ts';
import { type Block, heading, type Page, type Terms, terms, text } from './blocks.ts';
import { markCode } from './markCode.ts';

/** A command as it is typed. */
export interface CommandLine {
  readonly name: string;
  /** The lines of its synopsis. */
  readonly synopsis: readonly string[];
  readonly doc: readonly string[];
  readonly options: Terms;
}

export const DAEMON_LINE: CommandLine = {
  name: 'tsupervisord',
  synopsis: ['tsupervisord [OPTION...]'],
  doc: [
    'Reads a configuration file, starts the programs in it, starts those again that end, and answers `tsupervisorctl`. It ' +
      'goes to the background unless `-n` or `nodaemon=true` keeps it in the foreground, which is what containers and ' +
      'systemd want.',
    'Where an option overrides one of the file, the command line wins.',
  ],
  options: optionTerms(DAEMON_OPTIONS),
};

export const INIT_LINE: CommandLine = {
  name: 'tsupervisord --',
  synopsis: ['tsupervisord [OPTION...] -- COMMAND [ARG...]'],
  doc: [
    'Init mode: runs one command as the first process of a container, without a configuration file. Signals are handed on ' +
      'to it, orphans are reaped, and its exit status is that of the command, or 128 + n if signal n ended it.',
  ],
  options: optionTerms(INIT_OPTIONS),
};

export const CONVERT_LINE: CommandLine = {
  name: 'tsupervisord convert',
  synopsis: ['tsupervisord convert [OPTION...] PATH...'],
  doc: [CONVERT_DOC],
  options: optionTerms(CONVERT_OPTIONS),
};

export const CTL_LINE: CommandLine = {
  name: 'tsupervisorctl',
  synopsis: ['tsupervisorctl [OPTION...] [ACTION [ARG...]]'],
  doc: [
    'Tells a running tsupervisord, or supervisord, what to do. Without an action it is a shell in which actions are typed ' +
      'one after the other.',
    'Where the daemon listens, and with which name and password, comes from the options, else from `[supervisorctl]` of ' +
      'the configuration file.',
  ],
  options: optionTerms(CTL_OPTIONS),
};

export const SAMPLE_LINE: CommandLine = {
  name: 'echo_tsupervisord_conf',
  synopsis: ['echo_tsupervisord_conf [--reference]'],
  doc: ['Prints a configuration file with every option in it, explained; most of them are commented out.'],
  options: [['--reference', 'print the reference of all options instead, in Markdown']],
};

export const PROXY_LINE: CommandLine = {
  name: 'tpidproxy',
  synopsis: ['tpidproxy PIDFILE COMMAND [ARG...]'],
  doc: [
    'Stands in for a daemon that insists on going to the background: runs COMMAND, which is a path, and hands the signals ' +
      'TERM, HUP, INT, USR1, USR2 and QUIT on to the process whose number is in PIDFILE at that moment. After TERM, INT or ' +
      'QUIT, and when COMMAND itself ends, it ends too.',
  ],
  options: [],
};

const LINES = [DAEMON_LINE, INIT_LINE, CONVERT_LINE, CTL_LINE, SAMPLE_LINE, PROXY_LINE];

/** The command lines of all commands. */
export function commandLinesPage(): Page {
  return { title: 'Command lines', blocks: LINES.flatMap(lineBlocks) };
}

function lineBlocks({ name, synopsis, doc, options }: CommandLine): Block[] {
  return [
    heading(2, `\`${name}\``, name.replace(' --', '-init').replace(' ', '-')),
    { kind: 'code', language: 'text', lines: synopsis },
    ...text(...doc),
    ...(options.length === 0 ? [] : [terms('option', 'meaning', options)]),
  ];
}

function optionTerms(table: readonly OptionSpelling[]): Terms {
  return table.map((option) => [spellings(option), markCode(option.doc)]);
}

function spellings({ short, long, argument, optional }: OptionSpelling): string {
  const value = argument === null ? '' : optional === true ? `[=${argument}]` : `=${argument}`;
  const letter = short === null ? [] : [long === null || value === '' ? `-${short}` : `-${short} ${argument}`];
  return [...letter, ...(long === null ? [] : [`--${long}${value}`])].join(', ');
}
