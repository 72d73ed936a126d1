import type { FcgiGroupConfig, FcgiSocketConfig } from '../../model/config.ts';
import type { Section } from '../dialect/store.ts';
import type { Names } from '../expand.ts';
import { FCGI_PROGRAM } from '../options/fcgi.ts';
import { BadValue, type ConfigError } from '../problem.ts';
import { fcgiSocket } from '../types/fcgiSocket.ts';
import { processOrGroupName } from '../types/words.ts';
import { attempt, fault, type Loading, placeOf, readOption, warn } from './loading.ts';
import { sectionNames } from './names.ts';
import { readProcesses } from './processes.ts';
import { readTable } from './table.ts';

const { priority: PRIORITY, socket: SOCKET, ...SOCKET_OPTIONS } = FCGI_PROGRAM;

/** `[fcgi-program:x]`: processes that share one listening socket as their standard input. */
export function readFcgiGroup(loading: Loading, section: Section): FcgiGroupConfig | null {
  const text = section.name.slice(section.name.indexOf(':') + 1);
  const name = attempt(loading, section, null, text, () => processOrGroupName(text));
  const names = sectionNames(loading);
  const priority = readOption(loading, section, 'priority', PRIORITY, names);
  const socket = readSocket(loading, section, name, names);
  const processes = readProcesses(loading, section, name);
  return socket === null ? null : { kind: 'fcgi-program', name, priority, processes, socket };
}

/**
 * The socket of one that a `[group:x]` names. The reference does not look at it there, so that what is wrong with it
 * cannot be an error.
 */
export function readMemberSocket(loading: Loading, section: Section): FcgiSocketConfig | null {
  const name = section.name.slice(section.name.indexOf(':') + 1).trim();
  const onFault = ({ message, problem }: ConfigError) =>
    warn(loading, `${message}; its processes in a group run without a socket`, problem, problem.hint);
  return readSocket({ ...loading, onFault }, section, name, sectionNames(loading));
}

function readSocket(loading: Loading, section: Section, name: string, names: Names): FcgiSocketConfig | null {
  const values = readTable(loading, section, SOCKET_OPTIONS, names);
  const expansions: Names = [...names, new Map([['program_name', name]])];
  const socket = readOption(loading, section, 'socket', SOCKET, expansions) ?? '';
  if (socket === '') {
    const message = `[${section.name}] section requires a "socket" line`;
    fault(loading, message, placeOf(loading, section, 'socket'), 'socket=tcp://localhost:9002');
    return null;
  }
  const { socket_backlog: backlog, socket_owner: owner, socket_mode: mode, user: uid } = values;
  const make = () => inSection(section, () => fcgiSocket({ socket, backlog, owner, mode, uid }, loading.machine));
  return attempt(loading, section, 'socket', null, make);
}

function inSection<T>(section: Section, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new BadValue(`${error.message} in [${section.name}] socket`, error.expected, error.message);
  }
}
