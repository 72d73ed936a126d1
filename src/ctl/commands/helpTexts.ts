/** What `help COMMAND` prints. The left side of each line is the syntax, in supervisorctl's own form. */
export const HELP = {
  add: ['add <name> [...]\tStart to manage a group that stands in the configuration but is not active yet'],
  avail: ['avail\t\t\tList every process of the configuration, active or not'],
  clear: [
    "clear <name>\t\tEmpty a process's log files",
    'clear <gname>:*\t\tEmpty the log files of a whole group',
    'clear <name> <name>\tEmpty the log files of several processes',
    "clear all\t\tEmpty every process's log files",
  ],
  exit: ['exit\tLeave this shell.'],
  fg: [
    'fg <process>\tSee what a process prints, and type into it',
    '\t\t(Ctrl-C to leave; the process goes on)',
    'fg [--detach-keys=<keys>] <process>',
    '\t\tWhere it has pty=true, at its terminal, key by key',
    '\t\t(ctrl-p,ctrl-q to leave, or the keys named; tsupervisord only)',
  ],
  maintail: [
    "maintail -f \tFollow supervisord's own log (Ctrl-C to leave)",
    "maintail -100\tThe last 100 bytes of supervisord's own log",
    "maintail\tThe last 1600 bytes of supervisord's own log",
    '',
  ],
  open: ['open <url>\tTalk to another supervisord from here on.', '\t\t(http://host:port, or unix:///path/of/socket)'],
  pid: [
    "pid\t\t\tPrint supervisord's process id.",
    'pid <name>\t\tPrint the process id of one process; 0 where it is not running.',
    'pid all\t\t\tPrint the process id of every process, a line each.',
  ],
  quit: ['quit\tLeave this shell.'],
  reload: ['reload \t\tLet supervisord stop everything and start over with its configuration read afresh.'],
  remove: ['remove <name> [...]\tGive up a group whose processes are all stopped'],
  reread: ['reread \t\t\tRead the configuration again and list what changed; nothing is started or stopped'],
  restart: [
    'restart <name>\t\tStop a process and start it again',
    'restart <gname>:*\tThe same for a whole group',
    'restart <name> <name>\tThe same for several processes or groups',
    'restart all\t\tThe same for every process',
    'restart --rolling [--timeout=<seconds>] <name> [...]',
    '\t\t\tOne after the other, each up (and ready and healthy, where it has such probes) before the next;',
    '\t\t\tends at the first that does not come up (tsupervisord only)',
    'restart --parallel <name> [...]',
    '\t\t\tAll at once, each started as soon as it has stopped itself (tsupervisord only)',
    'Note: a changed configuration is not looked at. See reread and update for that.',
  ],
  scale: [
    'scale <name>=<count>\tGive a program another number of processes (numprocs), until the next update or',
    '\t\t\trestart of the daemon (tsupervisord only)',
    'scale <name>=<count> <name>=<count>',
    '\t\t\tThe same for several programs',
  ],
  shell: [
    "shell\t\t\tOpen a shell in supervisord's container, as supervisord itself (tsupervisord only,",
    '\t\t\twith console=true under [supervisord])',
    "shell <name>\t\tThe same with a process's environment, directory, user and limits",
    'shell [<name>] -- <command> [...]',
    '\t\t\tRun a command instead; its exit status is that of tsupervisorctl',
  ],
  shutdown: ['shutdown \tLet supervisord stop everything and end.'],
  signal: [
    'signal <signal name> <name>\t\tSend a signal to a process',
    'signal <signal name> <gname>:*\t\tThe same for a whole group',
    'signal <signal name> <name> <name>\tThe same for several processes or groups',
    'signal <signal name> all\t\tThe same for every process',
  ],
  start: [
    'start <name>\t\tStart a process and wait until it runs',
    'start <gname>:*\t\tThe same for a whole group',
    'start <name> <name>\tThe same for several processes or groups',
    'start all\t\tThe same for every process',
  ],
  status: [
    'status <name>\t\tShow the state of one process',
    'status <gname>:*\tShow the states of a whole group',
    'status <name> <name>\tShow the states of several processes',
    'status\t\t\tShow the states of all processes',
    'status --json [...]\tThe same as JSON, for scripts',
    'status --wait[=<state>] [--timeout=<seconds>] [...]',
    '\t\t\tWait until they all are in that state (RUNNING, at most 60 seconds).',
    '\t\t\tExit status: 0 they are, 1 out of time, 3 one is FATAL, 4 unknown name or no answer',
  ],
  stop: [
    'stop <name>\t\tStop a process and wait until it has ended',
    'stop <gname>:*\t\tThe same for a whole group',
    'stop <name> <name>\tThe same for several processes or groups',
    'stop all\t\tThe same for every process',
  ],
  tail: [
    'tail [-f] <name> [stdout|stderr] (default stdout)',
    'Ex:',
    'tail -f <name>\t\tFollow what a process prints (Ctrl-C to leave)',
    'tail -f <name> <name>\tFollow several processes, each line with its name in front',
    'tail -100 <name>\tThe last 100 bytes of its standard output',
    'tail <name> stderr\tThe last 1600 bytes of its standard error',
  ],
  update: [
    'update\t\t\tRead the configuration again, then add, remove and restart groups as it says',
    'update all\t\tThe same',
    'update <gname> [...]\tThe same, for these groups only',
    'update --dry-run [...]\tShow what an update would do, option by option (tsupervisord only)',
    'update --minimal [...]\tRestart only the processes that changed, not their groups (tsupervisord only)',
  ],
  version: ['version\t\t\tPrint the version of the supervisord at the other end'],
  completion: [
    'completion <shell>\tPrint the completion script for bash, zsh or fish. For example:',
    '\t\t\tsource <(tsupervisorctl completion bash)',
  ],
  graph: [
    'graph\t\t\tDraw what depends on what, and what the start-up waited for (tsupervisord only)',
    'graph --dot\t\tThe same for Graphviz',
    'graph --json\t\tThe same as JSON, for scripts',
  ],
  health: [
    'health\t\t\tTell whether all that starts with the daemon does its work (tsupervisord only)',
    'health <name> [...]\tTell it of these processes or groups',
    'health --json [...]\tThe same as JSON, for scripts',
    '\t\t\tExit status: 0 healthy, 1 not, 2 wrong arguments, 4 unknown name or no answer',
  ],
  why: [
    'why\t\t\tTell why the program that failed last did so: the cause, what to do, and what shows it',
    'why <name>\t\tThe same for one process, or one of a group (tsupervisord only)',
    'why --list [<name>]\tList all failures that are on record, the latest first',
    'why --json [...]\tThe same as JSON, for scripts',
    '\t\t\tWithout a daemon, what is kept in scene_dir ([supervisord]) is told.',
    '\t\t\tExit status: 0 told, 1 nothing is on record, 2 wrong arguments, 3 not a tsupervisord,',
    '\t\t\t4 unknown name or no answer',
  ],
  help: ['help\t\tList all actions', 'help <action>\tTell about one of them'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type CommandName = keyof typeof HELP;

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(HELP, text);
}

export const COMMAND_NAMES: readonly string[] = Object.keys(HELP).sort();
