import { type ActivityLog, createActivityLog } from '../logging/activityLog.ts';
import { type Channel, clearAutoLogs, type LogFile, logFileOf } from '../logging/autoLogs.ts';
import { createConsoles } from '../logging/consoles.ts';
import { formatLine } from '../logging/logLine.ts';
import { openProgramLog, type ProgramLog } from '../logging/programLog.ts';
import { createSyslog } from '../logging/syslogSocket.ts';
import type { Config, ProcessConfig, SupervisordConfig } from '../model/config.ts';
import type { Native } from '../native/index.ts';
import type { OutputRequest } from '../process/context.ts';
import type { Events } from '../process/events/events.ts';
import { hooksFor } from './outputHooks.ts';

/** All logs of one life of the daemon: the activity log, the programs' logs, and the console they may share. */
export interface DaemonLogs {
  readonly log: ActivityLog;
  /** Removes what earlier daemons of the same identifier left in childlogdir. */
  clearAutomatic(): void;
  /** The process's configuration with its automatic logs made and named, as [supervisord] was read last. */
  prepare(config: ProcessConfig, supervisord: NamesLogs): ProcessConfig;
  openOutput(request: OutputRequest): ProgramLog;
  /** Onto our own stdout; lines are dropped, and counted, where its reader is slow. */
  print(text: string): void;
}

type NamesLogs = Pick<SupervisordConfig, 'childlogdir' | 'identifier'>;

export function openLogs(native: Native, { supervisord }: Config, events: Events): DaemonLogs {
  const report = (level: 'error' | 'warn', message: string) => log[level](message);
  const consoles = createConsoles({ native, report });
  const syslog = createSyslog({ native, report: reportSyslog });
  const log = createActivityLog({
    consoles,
    syslog,
    level: supervisord.loglevel,
    logfile: supervisord.logfile,
    maxbytes: supervisord.logfile_maxbytes,
    backups: supervisord.logfile_backups,
    console: supervisord.nodaemon && !supervisord.silent,
  });
  const shared = { native, consoles, syslog, activityLog: log, stripAnsi: supervisord.strip_ansi, report };
  const owned = new Set<string>();

  /** A log that is in syslog cannot say there that it is not. */
  function reportSyslog(level: 'error' | 'warn', message: string): void {
    log[level](message);
    if (supervisord.logfile === 'syslog') consoles.get(2).writeOrDrop(Buffer.from(`${formatLine(level, message)}\n`));
  }

  function automatic({ childlogdir, identifier }: NamesLogs) {
    return { childlogdir, identifier, report };
  }

  function prepareChannel(config: ProcessConfig, channel: Channel, names: NamesLogs): string | null {
    const file = logFileOf(config, channel, automatic(names));
    if (file?.owned) owned.add(file.path);
    return file?.path ?? null;
  }

  function fileOf(config: ProcessConfig, channel: Channel): LogFile | null {
    const path = config[`${channel}_logfile`];
    return path === null ? null : { path, owned: owned.has(path) };
  }

  return {
    log,
    clearAutomatic: () => clearAutoLogs(automatic(supervisord)),
    prepare: (config, names) => ({
      ...config,
      stdout_logfile: prepareChannel(config, 'stdout', names),
      stderr_logfile: prepareChannel(config, 'stderr', names),
    }),
    openOutput(request) {
      const { config, group, channel, fd } = request;
      const hooks = hooksFor(request, events);
      return openProgramLog(fd, { shared, config, group, channel, file: fileOf(config, channel), hooks });
    },
    print: (text) => consoles.get(1).writeOrDrop(Buffer.from(text)),
  };
}
