import type { Run } from './session.ts';

/** One assignment of a notification. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** Lines of `NAME=value`; what is none is skipped. */
export function readMessage(data: Buffer): Assignment[] {
  return data
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf('=');
      return at < 1 ? [] : [{ name: line.slice(0, at), value: line.slice(at + 1) }];
    });
}

/** sd_notify(3); what is not here (FDSTORE, ERRNO, BARRIER and so on) asks for nothing that would be done. */
export const HANDLERS: Readonly<Partial<Record<string, (run: Run, value: string) => void>>> = {
  READY: (run, value) => {
    if (value === '1') run.becameReady();
  },
  STATUS: ({ process }, value) => {
    const text = shown(value);
    if (text !== process.status.statusText) process.saw({ text });
  },
  /** It is going down by itself: nobody should come to it any more, and it has no time for the watchdog. */
  STOPPING: ({ process, watchdog }, value) => {
    if (value !== '1') return;
    watchdog?.disarm();
    if (process.status.ready) process.saw({ ready: false });
  },
  WATCHDOG: ({ watchdog }, value) => {
    if (value === '1') watchdog?.ping();
    else if (value === 'trigger') watchdog?.bite('has asked for it (WATCHDOG=trigger)');
  },
  WATCHDOG_USEC: ({ watchdog }, value) => {
    const milliseconds = microseconds(value);
    if (milliseconds !== null && milliseconds > 0) watchdog?.change(milliseconds);
  },
  EXTEND_TIMEOUT_USEC: (run, value) => {
    const milliseconds = microseconds(value);
    if (milliseconds !== null) run.extend(milliseconds);
  },
  MAINPID: ({ process, log }, value) =>
    log.debug(
      `${process.config.name}: MAINPID=${shown(value)} is ignored: the process that was started is the main one`,
    ),
};

/** What people are shown of a text. */
const LONGEST = 512;

function shown(text: string): string {
  return text
    .replace(/[\0-\x1f\x7f-\x9f]+/g, ' ')
    .trim()
    .slice(0, LONGEST);
}

/** In milliseconds. */
function microseconds(value: string): number | null {
  return /^[0-9]{1,15}$/.test(value) ? Number(value) / 1000 : null;
}
