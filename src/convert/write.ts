import { escapePercent, iniText } from '../config/dump/iniText.ts';
import { writeIni } from '../config/dump/writeIni.ts';
import { environmentText } from '../config/types/texts.ts';
import { type Converted, escaped, type Program } from './program.ts';

const WIDTH = 118;

/** All of it as the text of a file; `sectionsOnly`: to be included in one. */
export function writeConverted({ programs, notes }: Omit<Converted, 'problems'>, sectionsOnly: boolean): string {
  const head = comment(['Written by tsupervisord convert.', ...notes]);
  const parts = [head, ...(sectionsOnly ? [] : [DAEMON]), ...programs.map(programText)];
  return parts.join('\n');
}

const DAEMON = writeIni([
  {
    name: 'supervisord',
    entries: [
      ['nodaemon', 'true'],
      ['logfile', '/dev/null'],
      ['logfile_maxbytes', '0'],
    ],
  },
  { name: 'unix_http_server', entries: [['file', '/tmp/supervisor.sock']] },
  {
    name: 'rpcinterface:supervisor',
    entries: [['supervisor.rpcinterface_factory', 'supervisor.rpcinterface:make_main_rpcinterface']],
  },
  { name: 'supervisorctl', entries: [['serverurl', 'unix:///tmp/supervisor.sock']] },
]);

function programText(program: Program): string {
  const entries: [string, string][] = [];
  const unwritable: string[] = [];
  for (const [key, text] of optionTexts(program)) {
    const written = iniText(text, true);
    if (written === null) unwritable.push(`not carried over: ${key}: a carriage return cannot stand in this file`);
    else entries.push([key, written]);
  }
  const section = writeIni([{ name: `program:${program.name}`, entries }]);
  const about = comment([`from ${program.from}`, ...program.notes, ...unwritable]);
  const inactive = program.inactive === true || !entries.some(([key]) => key === 'command');
  return about + (inactive ? section.replace(/^(?=.)/gm, ';') : section);
}

function optionTexts(program: Program): [string, string][] {
  const { command, directory, ...others } = program.options;
  const ordered = { command, directory, environment: environmentOf(program), ...others };
  return Object.entries(ordered).flatMap(([key, text]): [string, string][] => {
    if (text === undefined) return [];
    return [[key, key === 'environment' ? text : escaped(program, key)]];
  });
}

function environmentOf({ environment }: Program): string | undefined {
  return Object.keys(environment).length === 0 ? undefined : escapePercent(environmentText(environment));
}

/** Each as a paragraph of its own; what would end the line in one is shown as an escape. */
function comment(paragraphs: readonly string[]): string {
  return paragraphs.map((text) => wrap(printable(text))).join('');
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f\x85\u2028\u2029]/g, (character) => JSON.stringify(character).slice(1, -1));
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = ';';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== ';') {
      lines.push(line);
      line = ';  ';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\n')}\n`;
}
