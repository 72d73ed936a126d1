import type { CaughtSignal } from '../daemon/signals.ts';
import { heading, type Page, type Terms, terms, text } from './blocks.ts';

/** What each signal does to the daemon. */
export const SIGNALS = {
  SIGTERM: 'stop all programs in order, then exit',
  SIGINT: 'the same',
  SIGQUIT: 'the same',
  SIGHUP: 'read the configuration again, and if it can be used stop all programs and start anew with it',
  SIGUSR2: 'close all log files and open them again: for logrotate(8)',
  SIGCHLD: 'a process has ended, one of a program or an orphan',
  SIGUSR1: 'nothing but a line in the log',
} satisfies Record<CaughtSignal, string>;

export const DAEMON_STATUSES: Terms = [
  ['0', 'it was told to stop, and has; or `--check`, `--dump-config`, `-h` and `-v` had nothing to complain about'],
  ['1', '`health_action=exit`; `--check --strict` with warnings; a failure of its own'],
  ['2', 'a command line or a configuration that it cannot work with, or a socket, log or user that it cannot have'],
  ['that of a program', '`exit_on` or `exit_when_idle`; 128 + n after signal n, 127 for a command that does not exist'],
];

export const INIT_STATUSES: Terms = [
  ['that of the command', '128 + n after signal n; 0 for those that `--remap-exit` names'],
  ['127', 'the command was not found'],
  ['126', 'the command cannot be executed'],
  ['1', 'another failure to start it'],
];

/** Numbers of the LSB, as Supervisor gives them. */
export const CTL_STATUSES: Terms = [
  ['0', 'done; a shell always ends with it'],
  ['1', 'something failed'],
  ['2', 'a command line or an action that cannot be understood'],
  [
    '3',
    '`status`: at least one of the processes is STOPPED, EXITED, FATAL or UNKNOWN; else: the other end cannot do that',
  ],
  ['4', '`status`, `health`: an unknown name or no answer; else: the connection was refused'],
  ['5', 'the other end speaks another version of the interface'],
  ['7', 'there is no socket of a daemon; or a process does not run, or did not stay up'],
];

export const PROXY_STATUSES: Terms = [
  ['0', 'the command has ended, with whatever status, or a signal was handed on that ends this too'],
  ['1', 'it could not be started, or that signal could not be handed on'],
];

/** Signals and exit statuses of all commands. */
export function signalsPage(): Page {
  return {
    title: 'Signals and exit statuses',
    blocks: [
      heading(2, 'Signals to tsupervisord', 'signals'),
      terms('signal', 'what it does', Object.entries(SIGNALS)),
      ...text('In init mode every signal but SIGKILL, SIGSTOP and SIGCHLD is handed on to the command.'),
      heading(2, 'Exit statuses of tsupervisord', 'tsupervisord'),
      terms('status', 'meaning', DAEMON_STATUSES),
      heading(2, 'Exit statuses in init mode', 'init'),
      terms('status', 'meaning', INIT_STATUSES),
      heading(2, 'Exit statuses of tsupervisorctl', 'tsupervisorctl'),
      terms('status', 'meaning', CTL_STATUSES),
      heading(2, 'Exit statuses of tpidproxy', 'tpidproxy'),
      terms('status', 'meaning', PROXY_STATUSES),
    ],
  };
}
