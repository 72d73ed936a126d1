import { basename, join } from 'node:path';
import { readService, type Service } from '../../config/services/directory.ts';
import { lost, newProgram, type Program } from '../program.ts';
import { has } from './directories.ts';

/** What the small files of a directory become, as where it is run in place. */
const TAKEN = [
  'autostart',
  'ready',
  'notify_fd',
  'stopsignal',
  'stopwaitsecs',
  'environment_file',
  'finish',
  'finish_arguments',
  'finish_timeout',
];

export function takeFiles(program: Program, folder: string): void {
  const [service] = readService(program.name, folder);
  if (service === undefined) return;
  for (const name of TAKEN) {
    const text = service.options[name];
    if (text !== undefined) program.options[name] = text;
  }
  explain(program, service);
}

/** log/run as a program at the other end of a pipe. */
export function takeLogger(program: Program, folder: string): Program[] {
  const [, service] = readService(program.name, folder);
  if (service === undefined || !has(service.folder, 'run')) {
    lost(program, 'log: there is no file run in it');
    return [];
  }
  const logger = newProgram(service.name, service.folder);
  Object.assign(logger.options, service.options);
  explain(logger, service);
  writeTo(program, logger);
  return [logger];
}

/** One writes to the other, which is to be there first if it is started at all. */
export function writeTo(program: Program, reader: Program): void {
  const { depends_on } = program.options;
  program.options.stdout_pipe = reader.name;
  if (reader.options.autostart !== 'false')
    program.options.depends_on = `${depends_on === undefined ? '' : `${depends_on}, `}${reader.name}:started`;
  // It ends by itself at the end of the pipe; the signals are for one that does not.
  Object.assign(reader.options, { stdin_pipe: reader.name, stop_sequence: 'TERM:5, TERM:5' });
}

function explain(program: Program, { folder, warnings }: Service): void {
  for (const [file, message] of warnings) {
    if (file !== join(folder, 'run')) lost(program, `${basename(file)}: ${message}`);
    else program.notes.push(`run: ${message}`);
  }
}
