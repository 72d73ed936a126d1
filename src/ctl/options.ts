import type { OptionSpelling } from '../config/commandline/spelling.ts';

export interface CtlOption extends OptionSpelling {
  readonly name: 'help' | 'configuration' | 'interactive' | 'serverurl' | 'username' | 'password' | 'history';
}

/** The command line in front of the action. */
export const CTL_OPTIONS: readonly CtlOption[] = [
  {
    name: 'configuration',
    short: 'c',
    long: 'configuration',
    argument: 'FILENAME',
    doc: 'configuration file; without it the usual places are searched',
  },
  { name: 'help', short: 'h', long: 'help', argument: null, doc: 'print this and exit' },
  { name: 'help', short: '?', long: null, argument: null, doc: 'the same' },
  {
    name: 'interactive',
    short: 'i',
    long: 'interactive',
    argument: null,
    doc: 'ask before supervisord is ended or restarted, and for a missing password',
  },
  {
    name: 'serverurl',
    short: 's',
    long: 'serverurl',
    argument: 'URL',
    doc: 'where supervisord listens, http://host:port or unix:///path (default: http://localhost:9001)',
  },
  { name: 'username', short: 'u', long: 'username', argument: 'USERNAME', doc: 'user name for the server' },
  { name: 'password', short: 'p', long: 'password', argument: 'PASSWORD', doc: 'password for the server' },
  {
    name: 'history',
    short: 'r',
    long: 'history_file',
    argument: 'FILENAME',
    doc: 'where the shell keeps what was typed',
  },
  // How Supervisor's documentation spells it.
  { name: 'history', short: null, long: 'history-file', argument: 'FILENAME', doc: 'the same', ours: true },
];
