import type { ProcessConfig } from '../../model/config.ts';
import { lookUp, type Section } from '../dialect/store.ts';
import { expand } from '../expand.ts';
import { OWN, PROCESS_NAME, SHARED } from '../options/program.ts';
import type { Values } from '../options/row.ts';
import { ConfigError } from '../problem.ts';
import { repr } from '../python/repr.ts';
import { environment } from '../types/environment.ts';
import { probeText } from '../types/probe.ts';
import { byPriority } from './byPriority.ts';
import { attempt, fault, type Loading, placeOf, readOption, warn } from './loading.ts';
import { readLogs } from './logs.ts';
import { direct, type Program, startProgram } from './program.ts';
import { readTable } from './table.ts';

/** The processes of a program section, sorted. What is wrong in here is reported with the section and its file. */
export function readProcesses(loading: Loading, section: Section, group: string): ProcessConfig[] {
  try {
    return readSection(loading, section, group);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const sentence = `${error.message} in section ${repr(section.name)} (file: ${repr(section.file)})`;
    throw new ConfigError(sentence, error.problem, error.problems);
  }
}

function readSection(loading: Loading, section: Section, group: string): ProcessConfig[] {
  const program = startProgram(loading, section, group);
  const shared = readShared(program);
  const template = readProcessName(program);
  checkCombinations(program, shared, template);
  const { numprocs, numprocs_start, user, ...rest } = shared;
  const processes = readAll(program, shared, { ...rest, uid: user }, template);
  if (processes.length > 1) processes.sort(byPriority);
  loading.made.push({ section, numprocs, numprocs_start, common: program.common, own: program.own, processes });
  return processes;
}

type Counts = Pick<Shared, 'numprocs' | 'numprocs_start'>;
/** What all processes of the section have. */
type Common = Omit<Shared, 'numprocs' | 'numprocs_start' | 'user'> & Pick<ProcessConfig, 'uid'>;

function readAll(program: Program, counts: Counts, shared: Common, template: string): ProcessConfig[] {
  const processes: ProcessConfig[] = [];
  program.common.set('process_num', 0).set('numprocs', counts.numprocs);
  for (let i = 0; i < counts.numprocs; i++) {
    program.common.set('process_num', counts.numprocs_start + i);
    const process = readProcess(program, shared, template);
    if (process !== null) processes.push(process);
  }
  return processes;
}

type Shared = Values<typeof SHARED>;

function readShared(program: Program): Shared {
  const { loading, section, names } = program;
  const values = readTable(loading, section, SHARED, names);
  const chosen = lookUp(loading.store, section, 'killasgroup') !== undefined;
  const shared = chosen ? values : { ...values, killasgroup: values.stopasgroup };
  const told = shared.notify_fd !== null && shared.ready === null ? { ...shared, ready: NOTIFY } : shared;
  const seated = told.pty && section.name.startsWith('fcgi-program:') ? withoutTerminal(program, told) : told;
  return seated.schedule === null ? seated : { ...seated, ...unsetOf(program, JOB) };
}

/** Its standard input is its socket. */
function withoutTerminal({ loading, section }: Program, shared: Shared): Shared {
  const message = `[${section.name}] pty has no effect: its standard input is the socket`;
  warn(loading, message, placeOf(loading, section, 'pty'), 'leave pty out');
  return { ...shared, pty: false };
}

const NOTIFY = { kind: 'notify' } as const;

/** What a schedule starts, unless the section says otherwise. */
const JOB = { type: 'oneshot', autostart: false, autorestart: false } as const;

function unsetOf<T extends object>({ loading, section }: Program, values: T): Partial<T> {
  const unset = Object.entries(values).filter(([key]) => lookUp(loading.store, section, key) === undefined);
  return Object.fromEntries(unset) as Partial<T>;
}

/** Looked at before it is expanded: an expression may bring in what its own text must not contain. */
function readProcessName({ loading, section }: Program): string {
  const text = lookUp(loading.store, section, 'process_name')?.value ?? '%(program_name)s';
  return attempt(loading, section, 'process_name', '%(program_name)s', () =>
    PROCESS_NAME.convert(text, loading.machine),
  );
}

function checkCombinations({ loading, section }: Program, shared: Shared, template: string): void {
  if (shared.numprocs > 1 && !template.includes('%(process_num)')) {
    const message = '%(process_num) must be present within process_name when numprocs > 1';
    fault(loading, message, placeOf(loading, section, 'numprocs'), 'process_name=%(program_name)s_%(process_num)02d');
  }
  if (shared.stopasgroup && !shared.killasgroup) {
    const message = 'Cannot set stopasgroup=true and killasgroup=false';
    fault(loading, message, placeOf(loading, section, 'killasgroup'), 'leave killasgroup out');
  }
  if (shared.notify_fd !== null && shared.ready?.kind !== 'notify') {
    const message = `notify_fd goes with ready=notify, and ready is ${probeText(shared.ready)}`;
    fault(loading, message, placeOf(loading, section, 'ready'), 'leave ready out');
  }
}

function readProcess(program: Program, shared: Common, template: string): ProcessConfig | null {
  const { loading, section, own } = program;
  const variables = readEnvironment(program);
  for (const [name, value] of Object.entries(variables)) own.set(`ENV_${name}`, value);
  const directory = readOption(loading, section, 'directory', OWN.directory, program.names);
  const logs = readLogs(program, shared.redirect_stderr);
  const command = readOption(loading, section, 'command', OWN.command, program.names);
  if (command === null) {
    if (lookUp(loading.store, section, 'command') === undefined) missingCommand(loading, section);
    return null;
  }
  const name = attempt(loading, section, 'process_name', template, () =>
    expand(template, direct(program), 'process_name'),
  );
  return { name, command, directory, ...shared, ...logs, environment: variables };
}

function missingCommand(loading: Loading, section: Section): void {
  const message = `program section ${section.name} does not specify a command`;
  fault(loading, message, placeOf(loading, section), 'command=/path/to/program arguments');
}

function readEnvironment(program: Program): Record<string, string> {
  const { loading, section, own } = program;
  // What the process before has set still counts, unless the environment itself has a variable of that name.
  for (const name of own.keys()) if (loading.environ.has(name)) own.delete(name);
  const text = lookUp(loading.store, section, 'environment')?.value;
  if (text === undefined) return {};
  const read = () => environment(expand(text, direct(program), 'environment'));
  return attempt(loading, section, 'environment', {}, read);
}
