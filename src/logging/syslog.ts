import type { LogSink } from './sink.ts';
import type { Syslog } from './syslogSocket.ts';

/** Sends each line of a program's output to syslog, behind `prefix`; a line that comes in pieces is put together. */
export function createSyslogSink(syslog: Pick<Syslog, 'send'>, prefix: string): LogSink & { end(): void } {
  const start = Buffer.from(`${prefix} `);
  let pieces: Uint8Array[] = [];
  let size = 0;

  function send(): void {
    const line = Buffer.concat([start, ...pieces]);
    pieces = [];
    size = 0;
    syslog.send(withoutNul(line));
  }

  function add(piece: Uint8Array): void {
    pieces.push(Uint8Array.from(piece));
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

/** One message of the activity log: a syslog entry for each of its lines, in the log's own format and with its line end. */
export function sendSyslog(syslog: Pick<Syslog, 'send'>, format: (line: string) => string, message: string): void {
  for (const line of message.replace(/\n+$/, '').split('\n')) syslog.send(withoutNul(Buffer.from(`${format(line)}\n`)));
}

const NEWLINE = 0x0a;
/** A line without an end must not pile up. */
const LONGEST = 64 * 1024;

/** On a stream a NUL ends the message; rsyslog spells it so. */
function withoutNul(line: Buffer): Buffer {
  return line.includes(0) ? Buffer.from(line.toString('latin1').replaceAll('\0', '#000'), 'latin1') : line;
}
