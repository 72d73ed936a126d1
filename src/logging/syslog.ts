import type { Native } from '../native/index.ts';
import type { LogSink } from './sink.ts';

/** The name under which Python's syslog module logs for the reference: its filters keep working. */
export const SYSLOG_IDENT = 'supervisord';

/** Sends each line of a program's output to syslog(3), behind `prefix`; a line that comes in pieces is put together. */
export function createSyslogSink(native: Pick<Native, 'syslog'>, prefix: string): LogSink & { end(): void } {
  let pieces: Buffer[] = [];
  let size = 0;

  function send(): void {
    const line = Buffer.concat(pieces).toString('utf8');
    pieces = [];
    size = 0;
    sendSyslogLine(native, `${prefix} ${line}`);
  }

  function add(piece: Uint8Array): void {
    pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    size += piece.length;
  }

  function write(bytes: Uint8Array): void {
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      add(bytes.subarray(from, at));
      send();
      from = at + 1;
    }
    if (from < bytes.length) add(bytes.subarray(from));
    if (size >= LONGEST) send();
  }

  function end(): void {
    if (size > 0) send();
  }

  return { write, end, close: end, reopen: () => undefined, remove: () => 0 };
}

/** One message of the activity log: a syslog entry for each of its lines, in the log's own format. */
export function sendSyslog(native: Pick<Native, 'syslog'>, format: (line: string) => string, message: string): void {
  for (const line of message.replace(/\n+$/, '').split('\n')) sendSyslogLine(native, format(line));
}

const NEWLINE = 0x0a;
/** A line without an end must not pile up. */
const LONGEST = 64 * 1024;

/** A NUL would cut the message; rsyslog spells it so. */
function sendSyslogLine(native: Pick<Native, 'syslog'>, line: string): void {
  native.syslog(SYSLOG_IDENT, line.replaceAll('\0', '#000'));
}
