import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { signalNumber } from '../../config/types/signal.ts';
import { readOptional } from '../files.ts';
import {
  type Converted,
  fitName,
  lost,
  newProgram,
  type Problem,
  type Program,
  restartAlways,
  toConsole,
} from '../program.ts';
import { commandText } from '../shell.ts';
import { has, nameOf, serviceDirectories } from './directories.ts';
import { runScript } from './runit.ts';

/** Service directories of s6, and the source directories of s6-rc. */
export function readS6(path: string): Converted {
  const problems: Problem[] = [];
  const folders = serviceDirectories(path, problems);
  const bundles = new Map(
    folders.filter((each) => typeOf(each) === 'bundle').map((each) => [nameOf(each), contentsOf(each)]),
  );
  const others = folders.filter((each) => typeOf(each) !== 'bundle');
  const programs = others.map((folder) => convertDirectory(folder, problems));
  for (const [index, program] of programs.entries()) depend(program, others[index] ?? '', bundles, programs);
  const notes = [...bundles].map(
    ([name, members]) =>
      `not carried over: the bundle ${name} (${members.join(', ')}); a [group:${name}] would come near`,
  );
  return { programs, notes, problems };
}

function typeOf(folder: string): string {
  return readOptional(join(folder, 'type'))?.trim() ?? 'longrun';
}

function convertDirectory(folder: string, problems: Problem[]): Program {
  const program = newProgram(nameOf(folder), folder);
  if (typeOf(folder) === 'oneshot') oneshot(program, folder, problems);
  else {
    runScript(program, folder, problems);
    restartAlways(program);
    Object.assign(program.options, { backoff_initial: '1', backoff_max: '1' });
  }
  toConsole(program);
  for (const [name, convert] of FILES) {
    const text = readOptional(join(folder, name));
    if (text !== null) convert(program, text.trim());
  }
  if (has(folder, 'down') && typeOf(folder) !== 'oneshot') program.options.autostart = 'false';
  reportRest(program, folder);
  return program;
}

/** `up` is an execline script without its first line. */
function oneshot(program: Program, folder: string, problems: Problem[]): void {
  if (!has(folder, 'up')) problems.push({ file: folder, line: null, message: 'a oneshot without the file up' });
  Object.assign(program.options, {
    command: commandText(['execlineb', '-P', join(folder, 'up')]),
    type: 'oneshot',
    autorestart: 'false',
  });
  if (has(folder, 'down')) lost(program, 'down, which takes back what up does');
}

const FILES: readonly (readonly [string, (program: Program, text: string) => void])[] = [
  ['notification-fd', ({ options }, text) => Object.assign(options, { notify_fd: text })],
  [
    'timeout-kill',
    ({ options }, text) =>
      text !== '0' && Object.assign(options, { stopwaitsecs: String(Math.ceil(Number(text) / 1000)) }),
  ],
  ['down-signal', downSignal],
  ['finish', (program) => lost(program, 'finish, which runs after each end; [include] services= runs it')],
  [
    'max-death-tally',
    (program, text) => lost(program, `max-death-tally ${text}: restart_limit=TIMES/TIME gives a program up`),
  ],
  [
    'producer-for',
    (program, text) => lost(program, `producer-for ${text}: its output goes to the output of the daemon`),
  ],
  ['consumer-for', (program, text) => lost(program, `consumer-for ${text}: nothing is written to it`)],
];

function downSignal(program: Program, text: string): void {
  try {
    program.options.stopsignal = text.replace(/^SIG/, '');
    signalNumber(program.options.stopsignal);
  } catch {
    // No name that is known here: said below.
    delete program.options.stopsignal;
    lost(program, `down-signal ${text}`);
  }
}

const KNOWN = /^(run|down|up|type|dependencies|dependencies\.d|supervise|event|flag-newpidns|log)$/;

function reportRest(program: Program, folder: string): void {
  const handled = new Set(FILES.map(([name]) => name));
  const rest = readdirSync(folder).filter((name) => !name.startsWith('.') && !handled.has(name) && !KNOWN.test(name));
  if (rest.length > 0) lost(program, `${rest.sort().join(', ')} of ${folder}, unless run reads it`);
  if (has(folder, 'log')) lost(program, 'log/run; [include] services= runs it');
}

function dependenciesOf(folder: string): string[] {
  const lines = (readOptional(join(folder, 'dependencies')) ?? '').split('\n').map((line) => line.trim());
  const files = has(folder, 'dependencies.d') ? readdirSync(join(folder, 'dependencies.d')).sort() : [];
  return [...new Set([...lines, ...files])].filter((name) => name !== '' && !name.startsWith('#'));
}

function contentsOf(folder: string): string[] {
  const lines = (readOptional(join(folder, 'contents')) ?? '').split('\n').map((line) => line.trim());
  const files = has(folder, 'contents.d') ? readdirSync(join(folder, 'contents.d')).sort() : [];
  return [...lines, ...files].filter((name) => name !== '' && !name.startsWith('#'));
}

function depend(
  program: Program,
  folder: string,
  bundles: ReadonlyMap<string, string[]>,
  programs: readonly Program[],
): void {
  const names = dependenciesOf(folder).flatMap((name) => bundles.get(name) ?? [name]);
  // s6-overlay's own bundle: what it stands for has been done before the daemon starts.
  const wanted = names.filter((name) => name !== 'base');
  if (names.length > wanted.length) lost(program, 'the dependency on base, which is of s6-overlay');
  if (wanted.length === 0) return;
  program.options.depends_on = wanted
    .map((name) => `${fitName(name)}:${condition(programs.find((each) => each.name === fitName(name)))}`)
    .join(', ');
}

function condition(program: Program | undefined): string {
  if (program?.options.type === 'oneshot') return 'done';
  return program?.options.notify_fd === undefined ? 'started' : 'ready';
}
