import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOptional } from '../files.ts';
import {
  type Converted,
  fitName,
  lost,
  mayEnd,
  newProgram,
  type Problem,
  type Program,
  restartAlways,
  toConsole,
} from '../program.ts';
import { commandText } from '../shell.ts';
import { has, nameOf, serviceDirectories } from './directories.ts';
import { takeFiles, takeLogger, writeTo } from './files.ts';
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
  const loggers = programs.flatMap((program, index) => {
    const folder = others[index] ?? '';
    depend(program, folder, bundles, programs);
    connect(program, folder, programs);
    return has(folder, 'log') ? takeLogger(program, folder) : [];
  });
  const notes = [...bundles].map(
    ([name, members]) =>
      `not carried over: the bundle ${name} (${members.join(', ')}); a [group:${name}] would come near`,
  );
  return { programs: [...programs, ...loggers], notes, problems };
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
    takeFiles(program, folder);
    if (program.options.finish !== undefined)
      Object.assign(program.options, { finish_timeout: '5', ...program.options, finish_arguments: 's6' });
  }
  toConsole(program);
  const tally = readOptional(join(folder, 'max-death-tally'))?.trim();
  if (tally !== undefined) lost(program, `max-death-tally ${tally}: restart_limit=TIMES/TIME gives a program up`);
  reportRest(program, folder);
  return program;
}

/** `up` is an execline script without its first line. */
function oneshot(program: Program, folder: string, problems: Problem[]): void {
  if (!has(folder, 'up')) problems.push({ file: folder, line: null, message: 'a oneshot without the file up' });
  Object.assign(program.options, {
    command: commandText(['execlineb', '-P', join(folder, 'up')]),
    type: 'oneshot',
  });
  mayEnd(program);
  if (has(folder, 'down')) lost(program, 'down, which takes back what up does');
}

/** s6-rc's pipelines. */
function connect(program: Program, folder: string, programs: readonly Program[]): void {
  const name = readOptional(join(folder, 'producer-for'))?.trim();
  if (name === undefined) return;
  const consumer = programs.find((each) => each.name === fitName(name));
  if (consumer !== undefined) writeTo(program, consumer);
  else lost(program, `producer-for ${name}, which is not there: its output goes to the output of the daemon`);
}

const KNOWN =
  /^(run|down|up|finish|check|env|control|type|dependencies|dependencies\.d|supervise|event|flag-newpidns|log|notification-fd|timeout-kill|timeout-finish|down-signal|max-death-tally|producer-for|consumer-for)$/;

function reportRest(program: Program, folder: string): void {
  const rest = readdirSync(folder).filter((name) => !name.startsWith('.') && !KNOWN.test(name));
  if (rest.length > 0) lost(program, `${rest.sort().join(', ')} of ${folder}, unless run reads it`);
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
