import { join } from 'node:path';
import { readText } from '../files.ts';
import {
  assumed,
  type Converted,
  consoleStream,
  newProgram,
  type Problem,
  type Program,
  restartAlways,
} from '../program.ts';
import { commandText } from '../shell.ts';
import { takeChpst } from './chpst.ts';
import { has, nameOf, serviceDirectories } from './directories.ts';
import { takeFiles, takeLogger } from './files.ts';
import { plainScript } from './script.ts';
import { convertLogger } from './svlogd.ts';

/** Service directories of runit. */
export function readRunit(path: string): Converted {
  const problems: Problem[] = [];
  const programs = serviceDirectories(path, problems).flatMap((folder) => convertDirectory(folder, problems));
  return { programs, notes: NOTES, problems };
}

const NOTES = ['These directories also run as they are: services=DIRECTORY in the section [include].'];

function convertDirectory(folder: string, problems: Problem[]): Program[] {
  const program = newProgram(nameOf(folder), folder);
  runScript(program, folder, problems);
  // runsv waits a second between two starts, and never gives up.
  restartAlways(program);
  Object.assign(program.options, { backoff_initial: '1', backoff_max: '1' });
  consoleStream(program, 'stdout');
  if (program.options.redirect_stderr === undefined) consoleStream(program, 'stderr');
  takeFiles(program, folder);
  if (!has(folder, 'log') || convertLogger(program, folder)) return [program];
  return [program, ...takeLogger(program, folder)];
}

/** The program itself where the script does nothing else, so that it is seen what runs; else the script. */
export function runScript(program: Program, folder: string, problems: Problem[]): void {
  const file = join(folder, 'run');
  const read = readText(file);
  if ('problem' in read) {
    problems.push(read.problem);
    return;
  }
  program.options.directory = folder;
  const script = plainScript(read.text);
  if (script === null || script.words.length === 0) {
    program.options.command = commandText([file]);
    if (!read.text.startsWith('#!')) assumed(program, 'run is a program or starts with #!');
    return;
  }
  if (script.stderrToStdout) program.options.redirect_stderr = 'true';
  program.options.directory = script.directory ?? folder;
  const words = takeChpst(program, script.words);
  const [name = '', ...others] = words;
  program.options.command = commandText([
    name.startsWith('./') ? join(program.options.directory, name) : name,
    ...others,
  ]);
}
