import { closeSync } from 'node:fs';
import type { Native, Watch } from '../native/index.ts';

export type LinkNative = Pick<Native, 'connectSyslog' | 'tryWrite' | 'watchWritable'>;

/** One connection to a syslog daemon, over a socket of either kind. */
export interface SyslogLink {
  /** 1: the message has been sent. 0: there is no room for (the rest of) it; to be called again then. Else -errno. */
  write(message: Buffer): number;
  /** Throws where no descriptor is left (EMFILE). */
  wait(onWritable: () => void): void;
  /** Whether anything has been sent over it: if not, a new connection would fare no better. */
  used(): boolean;
  close(): void;
}

/** The connection, or the errno for which there is none. */
export function openSyslogLink(native: LinkNative, path: string): SyslogLink | number {
  const opened = native.connectSyslog(path);
  if (opened.fd === undefined) return opened.errno;
  const { fd, kind } = opened;
  let watch: Watch | null = null;
  let used = false;
  /** Bytes of a message that the stream has taken. */
  let offset = 0;

  return {
    write(message) {
      // A stream has no other end of a message than a NUL.
      const rest = kind === 'datagram' ? message : Buffer.concat([message, NUL]).subarray(offset);
      const count = native.tryWrite(fd, rest);
      if (count < 0) return count;
      used ||= count > 0;
      offset = count < rest.length ? offset + count : 0;
      return count < rest.length ? 0 : 1;
    },
    wait(onWritable) {
      watch ??= native.watchWritable(fd);
      watch.wait(onWritable);
    },
    used: () => used,
    close() {
      watch?.close();
      closeSync(fd);
    },
  };
}

const NUL = Buffer.from([0]);
