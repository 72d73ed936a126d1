import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readText } from './files.ts';
import {
  assumed,
  type Converted,
  mayEnd,
  newProgram,
  type Problem,
  type Program,
  restartAlways,
  toConsole,
} from './program.ts';
import { commandText, lineCommand, withExec } from './shell.ts';

/** A Procfile, as Heroku and foreman have it: `name: command` lines. */
export function readProcfile(path: string): Converted {
  const read = readText(path);
  if ('problem' in read) return { programs: [], notes: [], problems: [read.problem] };
  const problems: Problem[] = [];
  const programs: Program[] = [];
  read.text.split(/\r?\n/).forEach((text, index) => {
    if (/^\s*(#|$)/.test(text)) return;
    const problem = (message: string) => problems.push({ file: path, line: index + 1, message });
    const [, name, command] = /^\s*([A-Za-z0-9_-]+):\s*(\S.*?)\s*$/.exec(text) ?? [];
    if (name === undefined || command === undefined) problem('not a process: NAME: COMMAND is expected');
    else if (programs.some((each) => each.name === name)) problem(`${name} is there already`);
    else programs.push(program(path, name, command, programs.length));
  });
  if (programs.length === 0 && problems.length === 0)
    problems.push({ file: path, line: null, message: 'no process in it' });
  releaseFirst(programs);
  return { programs, notes: NOTES, problems };
}

const NOTES = [
  'assumed: processes that end are started again, as Heroku does; where the end of one is to end all, as with foreman, ' +
    'write exit_on=exit.',
];

function program(path: string, name: string, command: string, index: number): Program {
  const made = newProgram(name, path);
  const folder = resolve(dirname(path));
  made.options.command = commandFor(made, command, index, portIsSet(folder));
  made.options.directory = folder;
  if (existsSync(`${folder}/.env`)) made.options.environment_file = `${folder}/.env`;
  restartAlways(made);
  made.options.stopasgroup = 'true';
  toConsole(made);
  return made;
}

function portIsSet(folder: string): boolean {
  const file = `${folder}/.env`;
  return existsSync(file) && /^\s*(export\s+)?PORT=/m.test(readFileSync(file, 'utf8'));
}

const FIRST_PORT = 5000;
const PORTS_EACH = 100;

/** foreman gives each kind of process a port of its own; a platform sets PORT itself. */
function commandFor(made: Program, command: string, index: number, portSet: boolean): string {
  const usesPort = /\$(PORT\b|\{PORT\b)/.test(command);
  if (portSet || (!usesPort && made.name !== 'web')) return lineCommand(command);
  const port = FIRST_PORT + PORTS_EACH * index;
  if (!usesPort) {
    assumed(made, `PORT comes from the environment of the daemon; foreman would set PORT=${port}`);
    return lineCommand(command);
  }
  assumed(made, `PORT is ${port}, as with foreman, where the environment of the daemon has none`);
  return commandText(['sh', '-c', `PORT=\${PORT:-${port}}; export PORT; ${withExec(command)}`]);
}

/** Heroku runs it before anything else of the new version. */
function releaseFirst(programs: readonly Program[]): void {
  const release = programs.find(({ name }) => name === 'release');
  if (release === undefined) return;
  assumed(release, 'it has to end with 0 before the others start, as on Heroku');
  release.options.type = 'oneshot';
  mayEnd(release);
  delete release.options.restart_forever;
  for (const each of programs) if (each !== release) each.options.depends_on = 'release:done';
}
