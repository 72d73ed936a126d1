import { describeErrno, errnoName, errnoOf } from '../util/errno.ts';
import type { Report } from './outage.ts';
import { syslogHeader } from './syslogHeader.ts';
import { type LinkNative, openSyslogLink, type SyslogLink } from './syslogLink.ts';

export interface SyslogOptions {
  readonly native: LinkNative;
  readonly report: Report;
  /** Default /dev/log. */
  readonly path?: string;
  /** Bytes that may wait for the syslog daemon. Default 1 MiB. */
  readonly limit?: number;
}

/** Our line to the syslog daemon. None of this throws or blocks. */
export interface Syslog {
  /** Sends one message, or keeps it until there is a daemon that takes it. */
  send(message: Uint8Array): void;
  /** Resolves when everything has been sent that somebody takes, or after `deadline` milliseconds. */
  flush(deadline: number): Promise<void>;
  /** Gives up what still waits, and says so. */
  close(): void;
}

const PATH = '/dev/log';
const MIB = 1024 * 1024;
/** A daemon that is being restarted gets three seconds before anybody is told. */
const RETRY_MS = [250, 750, 2000, 5000, 10_000, 30_000] as const;
const REPORTED_FAILURE = 4;

/** Opened with the first message: most daemons have nothing to do with syslog. */
export function createSyslog(options: SyslogOptions): Syslog {
  const state: State = {
    path: PATH,
    limit: MIB,
    ...options,
    link: null,
    queue: [],
    bytes: 0,
    blocked: false,
    dropped: 0,
    failures: 0,
    told: false,
    retry: null,
    waiters: new Set(),
    closed: false,
  };
  return {
    send: (message) => send(state, message),
    flush: (deadline) => flush(state, deadline),
    close: () => close(state),
  };
}

interface State extends Required<SyslogOptions> {
  link: SyslogLink | null;
  queue: Buffer[];
  bytes: number;
  /** The daemon does not keep up: what waits is sent when its socket has room. */
  blocked: boolean;
  dropped: number;
  /** In a row. */
  failures: number;
  /** A failure has been reported whose end has not. */
  told: boolean;
  retry: NodeJS.Timeout | null;
  readonly waiters: Set<() => void>;
  closed: boolean;
}

function send(state: State, message: Uint8Array): void {
  if (state.closed) return;
  if (state.bytes >= state.limit) {
    drop(state);
    return;
  }
  const whole = Buffer.concat([Buffer.from(syslogHeader(Date.now())), message]);
  state.queue.push(whole);
  state.bytes += whole.length;
  if (state.queue.length === 1 && !state.blocked && state.retry === null) push(state);
}

function drop(state: State): void {
  state.dropped++;
  if (state.dropped > 1 || state.failures > 0) return;
  state.told = true;
  state.report('warn', `the syslog daemon at ${state.path} does not keep up: messages for it are dropped from now on`);
}

/** Sends until the queue is empty or nobody takes any more. */
function push(state: State): void {
  state.retry = null;
  for (let head = state.queue[0]; head !== undefined; head = state.queue[0]) {
    const link = state.link ?? connect(state);
    if (link === null) return;
    const result = link.write(head);
    if (result === 0) {
      wait(state, link);
      return;
    }
    if (result < 0 && !survives(state, link, -result)) return;
    if (result > 0) shift(state);
  }
  settle(state);
}

function connect(state: State): SyslogLink | null {
  const opened = openSyslogLink(state.native, state.path);
  if (typeof opened === 'number') fail(state, opened);
  else state.link = opened;
  return state.link;
}

/** False: nothing can be sent at the moment. A daemon that was restarted has another socket by now. */
function survives(state: State, link: SyslogLink, errno: number): boolean {
  if (errnoName(errno) === 'EMSGSIZE') {
    shift(state);
    state.dropped++;
    state.report('warn', `a message was too long for syslog (${state.path}) and was dropped`);
    return true;
  }
  disconnect(state);
  if (link.used()) return true;
  fail(state, errno);
  return false;
}

function fail(state: State, errno: number): void {
  const delay = RETRY_MS[Math.min(state.failures, RETRY_MS.length - 1)] ?? 0;
  state.failures++;
  state.retry = setTimeout(push, delay, state).unref();
  if (state.failures === REPORTED_FAILURE) {
    state.told = true;
    state.report('error', failureMessage(state, errno));
  }
  for (const waiter of [...state.waiters]) waiter();
}

function failureMessage({ path, limit }: State, errno: number): string {
  return (
    `cannot send to syslog (${path}): ${describeErrno(errno)}; its messages wait, ${limit} bytes of them at most, and ` +
    'others are dropped: start a syslog daemon, or take the syslog options out'
  );
}

function wait(state: State, link: SyslogLink): void {
  try {
    link.wait(() => {
      state.blocked = false;
      push(state);
    });
    state.blocked = true;
  } catch (error) {
    disconnect(state);
    fail(state, errnoOf(error));
  }
}

function shift(state: State): void {
  state.failures = 0;
  state.bytes -= state.queue.shift()?.length ?? 0;
}

/** Everything has been sent. */
function settle(state: State): void {
  const { dropped, told } = state;
  state.dropped = 0;
  state.told = false;
  for (const waiter of [...state.waiters]) waiter();
  if (told || dropped > 0) {
    state.report('warn', `syslog (${state.path}) takes messages again; ${dropped} of them were dropped`);
  }
}

function disconnect(state: State): void {
  state.link?.close();
  state.link = null;
  state.blocked = false;
}

function flush(state: State, deadline: number): Promise<void> {
  if (state.retry !== null) {
    clearTimeout(state.retry);
    push(state);
  }
  if (!state.blocked) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(finish, deadline);
    state.waiters.add(finish);
    function finish(): void {
      clearTimeout(timer);
      state.waiters.delete(finish);
      resolve();
    }
  });
}

function close(state: State): void {
  if (state.retry !== null) clearTimeout(state.retry);
  state.retry = null;
  state.closed = true;
  disconnect(state);
  const lost = state.queue.length + state.dropped;
  state.queue = [];
  state.bytes = 0;
  state.dropped = 0;
  if (lost > 0) {
    state.report('warn', `${lost} messages for syslog (${state.path}) were lost: no daemon took them before the end`);
  }
}
