import { normalizePath } from '../python/paths.ts';
import type { Convert } from '../types/convert.ts';
import { integer } from '../types/numbers.ts';
import { listOfStrings, text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });
const client = rowMaker({ expands: 'section', rpc: null, reload: 'client' });
const daemon = rowMaker({ expands: 'section', rpc: null, reload: 'daemon' });

export const GROUP = {
  programs: row({
    type: 'program names with commas',
    convert: listOfStrings,
    default: '',
    sample: 'cat',
    shown: true,
    doc: 'Programs (or FastCGI programs) of this group; they exist in it alone, as group:program.',
  }),
  priority: row({
    type: 'integer',
    convert: integer,
    default: '999',
    rpc: 'group_prio',
    doc: 'Lower numbers start first and stop last.',
  }),
};

export const INCLUDE = {
  files: optional({
    type: 'patterns with spaces',
    convert: text,
    meaning: 'required',
    reload: 'reread',
    sample: '/etc/supervisor/conf.d/*.conf',
    shown: true,
    doc: 'Further files to read, relative to this file and in alphabetical order; *, ? and [seq] are wildcards.',
  }),
  services: optional({
    type: 'patterns with spaces',
    convert: text,
    reload: 'reread',
    ours: true,
    sample: '/etc/service',
    doc:
      'Service directories of runit or s6, or directories of such: each becomes a program of its name. What a section of ' +
      'that name says wins. With it, files may be left out, but not for a stock supervisord.',
  }),
};

export const RPCINTERFACE = {
  'supervisor.rpcinterface_factory': daemon.optional({
    type: 'module:function',
    convert: text,
    meaning: 'required',
    sample: 'supervisor.rpcinterface:make_main_rpcinterface',
    shown: true,
    doc: 'Factory of the interface. The sample names the main one, which supervisorctl needs; supervisor_twiddler is built in, too. Others are JavaScript: ./file.mjs:function, relative to this file.',
  }),
};

export const CTLPLUGIN = {
  'supervisor.ctl_factory': client.optional({
    type: 'module:function',
    convert: text,
    meaning: 'required',
    sample: 'package.module:factory',
    shown: true,
    doc: 'Factory of further supervisorctl commands, in JavaScript: ./file.mjs:function, relative to this file. With a Python one the section has no effect.',
  }),
};

export const SUPERVISORCTL = {
  serverurl: client.row({
    type: 'URL',
    convert: ctlServerurl,
    default: 'http://localhost:9001',
    sample: 'unix:///tmp/supervisor.sock',
    shown: true,
    doc: 'Where the daemon listens: http://host:port or unix:///path/to/socket.',
  }),
  prompt: client.row({
    type: 'string',
    convert: text,
    default: 'supervisor',
    doc: 'Prompt of the interactive shell.',
  }),
  username: client.optional({
    type: 'string',
    convert: text,
    sample: 'user',
    doc: "The server's username.",
  }),
  password: client.optional({
    type: 'string',
    convert: text,
    sample: 'example',
    doc: "The server's password.",
  }),
  history_file: client.optional<string | null>({
    type: 'file',
    convert: historyFile,
    sample: '~/.sc_history',
    doc: 'Where the shell keeps its history.',
  }),
};

function ctlServerurl(...[value, machine]: Parameters<Convert<string>>): string {
  if (!value.startsWith('unix://')) return value;
  return `unix://${normalizePath(value.slice('unix://'.length), machine)}`;
}

function historyFile(...[value, machine]: Parameters<Convert<string>>): string | null {
  return value === '' ? null : normalizePath(value, machine);
}
