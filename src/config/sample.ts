import { wrap } from '../util/wrap.ts';
import { writeIni } from './dump/writeIni.ts';
import type { Row } from './options/row.ts';
import { SECTIONS, type SectionKind } from './options/sections.ts';

const WIDTH = 78;

/** A complete annotated configuration. What is not commented out means the same to a stock supervisord. */
export function renderSample(): string {
  return [
    comment(...INTRODUCTION),
    ...Object.entries(SECTIONS).map(([kind, section]) => sectionText(kind, section)),
  ].join('\n');
}

/** Before what a stock supervisord does not know. */
const OURS = '[tsupervisord]';

const INTRODUCTION = [
  'Sample configuration of tsupervisord, which supervisord can read as well. Every option is here: those that are ' +
    `commented out stand at their default or show an example. ${OURS} marks those that Supervisor does not have, and ignores.`,
  '',
  'A comment needs white space before it: "a=b ; comment". A command with " ;" in it is therefore cut there, within ' +
    'quotes too. Lines that are indented continue the value above. %(ENV_NAME)s is the value of an environment variable, ' +
    '%(here)s the directory of this file, and %% a single percent sign.',
];

/** Sections that a daemon with nothing but these lines starts with. */
const ACTIVE: Readonly<Record<string, string>> = {
  unix_http_server: 'unix_http_server',
  supervisord: 'supervisord',
  rpcinterface: 'rpcinterface:supervisor',
  supervisorctl: 'supervisorctl',
};

const EXAMPLES: Readonly<Record<string, string>> = {
  ctlplugin: 'ctlplugin:name',
  program: 'program:cat',
  eventlistener: 'eventlistener:watcher',
  'fcgi-program': 'fcgi-program:php',
  group: 'group:pets',
};

function sectionText(kind: string, { table, doc }: SectionKind): string {
  const active = ACTIVE[kind];
  const entries = Object.entries(table).filter(([key]) => !isRepeated(kind, key));
  const body = writeIni([
    {
      name: active ?? EXAMPLES[kind] ?? kind,
      entries: entries.map(([key, row]) => [entryKey(key, row, row.shown !== true), sampleValue(row)] as const),
    },
  ]);
  return comment(doc) + (active === undefined ? commentOut(body) : body);
}

/** Of what a program has too, listeners and FastCGI programs show nothing, and the defaults of all programs examples. */
function isRepeated(kind: string, key: string): boolean {
  const own = Object.hasOwn(OWN_KEYS, kind) ? OWN_KEYS[kind] : undefined;
  return own !== undefined && !own.includes(key);
}

const OWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  'program-default': ['user', 'stopwaitsecs', 'environment_file'],
  eventlistener: ['command', 'events', 'buffer_size', 'result_handler', 'priority'],
  'fcgi-program': ['command', 'socket', 'socket_backlog', 'socket_owner', 'socket_mode'],
};

function entryKey(key: string, row: Row<unknown>, off: boolean): string {
  const mark = row.ours === true ? `${OURS} ` : '';
  return `${comment(`${mark}${row.doc} (${row.type}; ${defaultWords(row)})`)}${off ? ';' : ''}${key}`;
}

/** The default in words, for the sample and the reference. */
export function defaultWords(row: Row<unknown>): string {
  if (row.meaning !== undefined) return row.meaning === 'required' ? 'required' : `default: ${row.meaning}`;
  if (typeof row.default !== 'string') return 'default: not set';
  return `default: ${row.default === '' ? 'empty' : row.default}`;
}

function sampleValue(row: Row<unknown>): string {
  return row.sample ?? (typeof row.default === 'string' ? row.default : '');
}

function commentOut(text: string): string {
  return text.replace(/^(?!;|$)/gm, ';');
}

/** Paragraphs as comment lines. */
function comment(...paragraphs: readonly string[]): string {
  return paragraphs
    .map((paragraph) =>
      wrap(paragraph, WIDTH)
        .map((line) => `;${line === '' ? '' : ` ${line}`}\n`)
        .join(''),
    )
    .join('');
}
