import type { LogLevel } from '../model/config.ts';
import type { Consoles } from './consoles.ts';
import type { Put } from './dispatcher.ts';
import { createLineBatch } from './lineBatch.ts';
import { formatLine, LEVEL_NAMES } from './logLine.ts';
import type { Report } from './outage.ts';
import { type OutputTarget, openTarget } from './outputTarget.ts';
import { sendSyslog } from './syslog.ts';
import type { Syslog } from './syslogSocket.ts';

/** A function is called only if its level is enabled. */
export type Message = string | (() => string);

export interface ActivityLogOptions {
  readonly consoles: Consoles;
  readonly syslog: Syslog;
  readonly level: LogLevel;
  /** A path, or `syslog`. */
  readonly logfile: string;
  readonly maxbytes: number;
  readonly backups: number;
  /** Also to our standard output: in the foreground, and not `silent`. */
  readonly console: boolean;
}

/**
 * The daemon's own log. A line is in its file, or in a console's queue, at the end of the current turn of the event loop;
 * a critical or an error message when the call returns.
 */
export interface ActivityLog extends Readonly<Record<LogLevel, (message: Message) => void>> {
  isEnabled(level: LogLevel): boolean;
  /** Writes what waits now: before the process ends without its exit handlers. */
  flush(): void;
  /** From now on winston hands messages on. Loading it takes a tenth of a start, which its first lines need not wait for. */
  settle(): Promise<void>;
  /** Opens the file anew (SIGUSR2). */
  reopen(): void;
  /** Clears the log: 0, or the errno for which its file could not be removed. */
  remove(): number;
  /** Gives slow readers up to `deadline` milliseconds, then closes the file. */
  close(deadline: number): Promise<void>;
}

export function createActivityLog(options: ActivityLogOptions): ActivityLog {
  const file = options.logfile === 'syslog' ? null : openLogFile(options, reportOwn);
  const stdout = options.console ? options.consoles.get(1) : null;

  const batch = createLineBatch(batchSize(options.maxbytes), (bytes, lines) => {
    stdout?.writeOrDrop(bytes, lines);
    file?.writeOrDrop(bytes, lines);
  });

  const put = inTurn((level, message) => {
    batch.add(formatLine(level, message));
    if (URGENT.has(level)) batch.flush();
    if (file === null) sendSyslog(options.syslog, (text) => formatLine(level, text), message);
  });

  let dispatch: Put = put;
  const write = (level: LogLevel, message: Message) => {
    dispatch(level, typeof message === 'function' ? message() : message);
  };
  const methods = levelMethods(options.level, write);

  /** The log that fails cannot say so itself. */
  function reportOwn(level: 'error' | 'warn', message: string): void {
    if (level === 'warn') methods.warn(message);
    else options.consoles.get(2).writeOrDrop(Buffer.from(`${formatLine(level, message)}\n`));
  }

  return {
    ...methods,
    isEnabled: (level) => SEVERITY[level] <= SEVERITY[options.level],
    flush: batch.flush,
    async settle() {
      const { createDispatcher } = await import('./dispatcher.ts');
      dispatch = createDispatcher(SEVERITY, options.level, put);
    },
    reopen() {
      batch.flush();
      file?.reopen();
    },
    remove() {
      batch.flush();
      return file?.remove() ?? 0;
    },
    async close(deadline) {
      batch.close();
      await Promise.all([options.consoles.flush(deadline), options.syslog.flush(deadline)]);
      options.syslog.close();
      file?.close();
    },
  };
}

function openLogFile(options: ActivityLogOptions, report: Report): OutputTarget {
  return openTarget({ ...options, file: { path: options.logfile, owned: false }, report });
}

/** A message about a failure to write comes behind what was being written. */
function inTurn(put: Put): Put {
  const waiting: Parameters<Put>[] = [];
  let writing = false;
  return (...message) => {
    waiting.push(message);
    if (writing) return;
    writing = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) put(...next);
    } finally {
      writing = false;
    }
  };
}

/** What comes right before an end should not wait for it. */
const URGENT: ReadonlySet<LogLevel> = new Set(['critical', 'error']);

/** Small logs are rotated at the very line that fills them, as in the reference, others a batch later at most. */
function batchSize(maxbytes: number): number {
  return maxbytes > 0 && maxbytes < 64 * 1024 ? 0 : 8 * 1024;
}

/** winston counts the most urgent as 0. */
const LEVELS = Object.keys(LEVEL_NAMES) as LogLevel[];
const SEVERITY = Object.fromEntries(LEVELS.map((level, i) => [level, i])) as Record<LogLevel, number>;

function levelMethods(
  threshold: LogLevel,
  write: (level: LogLevel, message: Message) => void,
): Record<LogLevel, (message: Message) => void> {
  const method = (level: LogLevel) =>
    SEVERITY[level] <= SEVERITY[threshold] ? (message: Message) => write(level, message) : () => undefined;
  return Object.fromEntries(LEVELS.map((level) => [level, method(level)])) as ReturnType<typeof levelMethods>;
}
