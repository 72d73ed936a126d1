import { FCGI_PROGRAM } from './fcgi.ts';
import { EVENTLISTENER } from './listeners.ts';
import { CTLPLUGIN, GROUP, INCLUDE, RPCINTERFACE, SUPERVISORCTL } from './others.ts';
import { OWN, PROCESS_NAME, SHARED, STDERR, STDOUT, type StreamRows } from './program.ts';
import type { Table } from './row.ts';
import { INET_HTTP_SERVER, UNIX_HTTP_SERVER } from './servers.ts';
import { SUPERVISORD } from './supervisord.ts';

/** How a kind of section is named: alone, with a name of its own behind a colon, or either way. */
export type Naming = 'single' | 'named' | 'both';

export interface SectionKind {
  readonly naming: Naming;
  readonly table: Table;
  /** Takes keys that only its plug-in knows. */
  readonly free?: true;
  readonly doc: string;
}

const { numprocs, numprocs_start, ...shared } = SHARED;

/** Every option of a program, in the order of the documentation. */
export const PROGRAM: Table = {
  command: OWN.command,
  process_name: PROCESS_NAME,
  numprocs,
  numprocs_start,
  directory: OWN.directory,
  environment: OWN.environment,
  ...shared,
  ...stream('stdout', STDOUT),
  ...stream('stderr', STDERR),
};

/** Every kind of section, in the order of the sample file. */
export const SECTIONS: Readonly<Record<string, SectionKind>> = {
  unix_http_server: {
    naming: 'both',
    table: UNIX_HTTP_SERVER,
    doc: 'Where supervisorctl reaches the daemon on this machine.',
  },
  inet_http_server: {
    naming: 'both',
    table: INET_HTTP_SERVER,
    doc: 'The same over TCP, for other machines and for browsers. It is neither encrypted nor protected unless a password is set.',
  },
  supervisord: { naming: 'single', table: SUPERVISORD, doc: 'The daemon itself. This section must be there.' },
  rpcinterface: {
    naming: 'named',
    table: RPCINTERFACE,
    free: true,
    doc: 'Interfaces for clients; without [rpcinterface:supervisor] supervisorctl finds nothing to talk to.',
  },
  supervisorctl: { naming: 'single', table: SUPERVISORCTL, doc: 'How supervisorctl finds the daemon.' },
  ctlplugin: { naming: 'named', table: CTLPLUGIN, free: true, doc: 'Further commands of supervisorctl.' },
  program: { naming: 'named', table: PROGRAM, doc: 'A program to keep running; one section each.' },
  'program-default': {
    naming: 'single',
    table: PROGRAM,
    doc:
      'What every [program:x] and [fcgi-program:x] has where its own section says nothing. It can have any option of a ' +
      'program. Not known to a stock supervisord, which ignores the section.',
  },
  eventlistener: {
    naming: 'named',
    table: { ...EVENTLISTENER, ...without(PROGRAM, EVENTLISTENER) },
    doc: 'A pool of processes that are told about events. It has the options of a program too.',
  },
  'fcgi-program': {
    naming: 'named',
    table: { ...FCGI_PROGRAM, ...without(PROGRAM, FCGI_PROGRAM) },
    doc: 'Processes that serve one FastCGI socket. It has the options of a program too.',
  },
  group: { naming: 'named', table: GROUP, doc: 'Programs that are started and stopped together.' },
  include: { naming: 'single', table: INCLUDE, doc: 'Further files that count as part of this one.' },
};

/** What kind of section this is, or null. */
export function kindOf(section: string): string | null {
  if (/^(unix|inet)_http_server/.test(section)) return section.slice(0, 'unix_http_server'.length);
  const colon = section.indexOf(':');
  const kind = colon === -1 ? section : section.slice(0, colon);
  const naming = Object.hasOwn(SECTIONS, kind) ? SECTIONS[kind]?.naming : undefined;
  return naming === (colon === -1 ? 'single' : 'named') ? kind : null;
}

function stream(name: string, rows: StreamRows): Table {
  return {
    [`${name}_logfile`]: rows.logfile,
    [`${name}_logfile_maxbytes`]: rows.maxbytes,
    [`${name}_logfile_backups`]: rows.backups,
    [`${name}_syslog`]: rows.syslog,
  };
}

function without(table: Table, other: Table): Table {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !(key in other)));
}
