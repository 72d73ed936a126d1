import { AUTO, type GroupConfig, type LogTarget, type ProcessConfig } from '../../model/config.ts';
import type { RpcStruct } from '../../xmlrpc/values.ts';
import type { RpcContext } from '../context.ts';
import { type MethodTable, method } from '../method.ts';

export const CONFIG_INFO = {
  getAllConfigInfo: method({
    params: [],
    result: 'array',
    help: 'The settings of every process in the configuration that was read last, by name; inuse tells whether its group runs.',
    run: (context) =>
      context.supervisor.config.groups
        .flatMap((group) => group.processes.map((process) => infoOf(context, group, process)))
        .sort(byName),
  }),
} satisfies MethodTable;

interface Info {
  readonly name: string;
}

function byName(a: Info, b: Info): number {
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function infoOf({ supervisor }: RpcContext, group: GroupConfig, written: ProcessConfig): RpcStruct & Info {
  const inUse = supervisor.groups.get(group.name);
  // The names of automatic logs are known where the process was made from this very configuration.
  const made = inUse?.written === group ? inUse.processes.get(written.name)?.config : undefined;
  return { ...settings(made ?? written, group, inUse !== undefined) };
}

/** Members in the reference's order. It leaves out stopasgroup, umask and environment; clients know what they get. */
function settings(process: ProcessConfig, group: GroupConfig, inuse: boolean) {
  return {
    autostart: process.autostart,
    autorestart: process.autorestart,
    directory: process.directory ?? NONE,
    uid: process.uid ?? NONE,
    command: process.command,
    exitcodes: process.exitcodes,
    group: group.name,
    group_prio: group.priority,
    inuse,
    killasgroup: process.killasgroup,
    name: process.name,
    process_prio: process.priority,
    redirect_stderr: process.redirect_stderr,
    startretries: process.startretries,
    startsecs: process.startsecs,
    stdout_capture_maxbytes: process.stdout_capture_maxbytes,
    stdout_events_enabled: process.stdout_events_enabled,
    stdout_logfile: logfile(process.stdout_logfile),
    stdout_logfile_backups: process.stdout_logfile_backups,
    stdout_logfile_maxbytes: process.stdout_logfile_maxbytes,
    stdout_syslog: process.stdout_syslog,
    stopsignal: process.stopsignal,
    stopwaitsecs: process.stopwaitsecs,
    stderr_capture_maxbytes: process.stderr_capture_maxbytes,
    stderr_events_enabled: process.stderr_events_enabled,
    stderr_logfile: logfile(process.stderr_logfile),
    stderr_logfile_backups: process.stderr_logfile_backups,
    stderr_logfile_maxbytes: process.stderr_logfile_maxbytes,
    stderr_syslog: process.stderr_syslog,
    serverurl: process.serverurl ?? NONE,
  };
}

const NONE = 'none';

function logfile(target: LogTarget): string {
  if (target === null) return NONE;
  return target === AUTO ? 'auto' : target;
}
