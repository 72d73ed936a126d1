import { searchPaths } from '../config/search.ts';
import { COMMAND_NAMES } from '../ctl/commands/helpTexts.ts';
import { actionBlocks, NAMES } from './actions.ts';
import { type Block, heading, terms, text } from './blocks.ts';
import {
  CONVERT_LINE,
  type CommandLine,
  CTL_LINE,
  DAEMON_LINE,
  INIT_LINE,
  PROXY_LINE,
  SAMPLE_LINE,
} from './commandLines.ts';
import { toMan } from './manPage.ts';
import { optionsPage } from './options.ts';
import { CTL_STATUSES, DAEMON_STATUSES, INIT_STATUSES, PROXY_STATUSES, SIGNALS } from './signals.ts';

interface Manual {
  readonly name: string;
  readonly section: number;
  readonly summary: string;
  readonly blocks: () => readonly Block[];
  readonly seeAlso: readonly string[];
}

/** Every manual page, by file name. */
export function manualFiles(version: string, date: string): Record<string, string> {
  return Object.fromEntries(
    MANUALS.map(({ name, section, summary, blocks, seeAlso }) => {
      const head = { name, section, summary, date, source: `tsupervisord ${version}` };
      const all = [...blocks(), heading(2, 'See also'), ...text(seeAlso.map(reference).join(', '))];
      return [`${name}.${section}`, toMan(head, { blocks: all })];
    }),
  );
}

function reference(page: string): string {
  const [name = '', section = ''] = page.split('.').length > 2 ? [page.slice(0, -2), page.slice(-1)] : page.split('.');
  return `\`${name}\`(${section})`;
}

const MANUALS: readonly Manual[] = [
  {
    name: 'tsupervisord',
    section: 8,
    summary: 'run the programs of a supervisord.conf and keep them running',
    blocks: daemonManual,
    seeAlso: ['tsupervisorctl.1', 'echo_tsupervisord_conf.1', 'tpidproxy.1', 'tsupervisord.conf.5'],
  },
  {
    name: 'tsupervisorctl',
    section: 1,
    summary: 'control a running tsupervisord or supervisord',
    blocks: ctlManual,
    seeAlso: ['tsupervisord.conf.5', 'tsupervisord.8'],
  },
  {
    name: 'tsupervisord.conf',
    section: 5,
    summary: 'configuration of tsupervisord',
    blocks: () => [heading(2, 'Description'), ...optionsPage().blocks],
    seeAlso: ['echo_tsupervisord_conf.1', 'tsupervisorctl.1', 'tsupervisord.8'],
  },
  {
    name: 'echo_tsupervisord_conf',
    section: 1,
    summary: 'print an annotated configuration for tsupervisord',
    blocks: () => commandBlocks(SAMPLE_LINE),
    seeAlso: ['tsupervisord.conf.5'],
  },
  {
    name: 'tpidproxy',
    section: 1,
    summary: 'stand in for a daemon that goes to the background',
    blocks: () => [...commandBlocks(PROXY_LINE), ...statuses(PROXY_STATUSES)],
    seeAlso: ['tsupervisord.8'],
  },
];

function daemonManual(): Block[] {
  return [
    ...commandBlocks(DAEMON_LINE, [...INIT_LINE.synopsis, ...CONVERT_LINE.synopsis]),
    heading(2, 'Init mode'),
    ...text(...INIT_LINE.doc),
    terms('option', 'meaning', INIT_LINE.options),
    heading(2, 'Converting'),
    ...text(...CONVERT_LINE.doc),
    terms('option', 'meaning', CONVERT_LINE.options),
    heading(2, 'Signals'),
    terms('signal', 'what it does', Object.entries(SIGNALS)),
    ...statuses(DAEMON_STATUSES),
    heading(3, 'In init mode'),
    terms('status', 'meaning', INIT_STATUSES),
    heading(2, 'Files'),
    ...text('Without `-c` these are tried, one after the other:'),
    { kind: 'code', language: 'text', lines: searchPaths('PREFIX/bin/tsupervisord') },
    ...text('where PREFIX/bin is the folder of the command.'),
  ];
}

function ctlManual(): Block[] {
  return [
    ...commandBlocks(CTL_LINE),
    heading(2, 'Actions'),
    ...text(...NAMES),
    ...COMMAND_NAMES.flatMap((name) => [heading(3, name), ...actionBlocks(name)]),
    ...statuses(CTL_STATUSES),
  ];
}

function commandBlocks({ synopsis, doc, options }: CommandLine, moreSynopsis: readonly string[] = []): Block[] {
  return [
    heading(2, 'Synopsis'),
    { kind: 'code', language: 'text', lines: [...synopsis, ...moreSynopsis] },
    heading(2, 'Description'),
    ...text(...doc),
    ...(options.length === 0 ? [] : [heading(2, 'Options'), terms('option', 'meaning', options)]),
  ];
}

function statuses(entries: typeof DAEMON_STATUSES): Block[] {
  return [heading(2, 'Exit status'), terms('status', 'meaning', entries)];
}
