import type { Native, Watch } from '../native/index.ts';
import { errnoOf } from '../util/errno.ts';
import { Outage, type Report } from './outage.ts';
import { OutputQueue } from './outputQueue.ts';
import type { LogSink } from './sink.ts';

/** Where a console's descriptor comes from; both ours by inheritance and a FIFO or terminal that is opened by path. */
export interface ConsoleSource {
  readonly name: string;
  /** The descriptor, or a negative errno. */
  open(): number;
  close(fd: number): void;
}

export interface ConsoleOptions {
  readonly native: Pick<Native, 'tryWrite' | 'watchWritable'>;
  readonly source: ConsoleSource;
  readonly report: Report;
  /** Bytes that may wait for the reader before writers are held back. Default 1 MiB. */
  readonly limit?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** Writers that can be held back while the reader is slow. */
export interface Flow {
  onFull(): void;
  onDrained(): void;
}

export interface Console extends LogSink {
  /** Queues what the reader does not take yet, also beyond the limit: writers hold back on `onFull`. */
  write(bytes: Uint8Array): void;
  /** For a writer that cannot be held back: beyond the limit its lines (`count` of them) are dropped and counted. */
  writeOrDrop(lines: Uint8Array, count?: number): void;
  /** Joins the writers; `onFull` comes at once where it is full already. Returns the way out. */
  join(flow: Flow): () => void;
  /** Resolves when everything is written, or after `deadline` milliseconds; returns the bytes that were given up. */
  flush(deadline: number): Promise<number>;
}

const MIB = 1024 * 1024;
const RETRY_MS = 1000;

/** A descriptor with a slow or vanished reader costs nothing but its own output: the event loop never waits for it. */
export function createConsole(options: ConsoleOptions): Console {
  const state: State = {
    ...options,
    limit: options.limit ?? MIB,
    now: options.now ?? (() => performance.now()),
    outage: new Outage(options.source.name, options.report),
    queue: new OutputQueue(),
    flows: new Set(),
    waiters: new Set(),
    fd: null,
    watch: null,
    waiting: false,
    full: false,
    dropped: 0,
    retryAt: 0,
  };
  return {
    write: (bytes) => write(state, bytes),
    writeOrDrop: (lines, count = 1) => writeOrDrop(state, lines, count),
    join: (flow) => join(state, flow),
    flush: (deadline) => flush(state, deadline),
    reopen: () => reopen(state),
    remove: () => 0,
    close: () => close(state),
  };
}

interface State extends Required<ConsoleOptions> {
  readonly outage: Outage;
  readonly queue: OutputQueue;
  readonly flows: Set<Flow>;
  readonly waiters: Set<() => void>;
  fd: number | null;
  watch: Watch | null;
  waiting: boolean;
  full: boolean;
  /** Lines of writeOrDrop that found the queue full. */
  dropped: number;
  retryAt: number;
}

function write(state: State, bytes: Uint8Array): void {
  state.queue.push(bytes);
  if (!state.waiting) push(state);
  if (!state.full && state.queue.bytes >= state.limit) {
    state.full = true;
    for (const flow of state.flows) flow.onFull();
  }
}

function writeOrDrop(state: State, lines: Uint8Array, count: number): void {
  if (state.queue.bytes < state.limit) write(state, lines);
  else state.dropped += count;
}

/** Writes until the queue is empty or the reader takes no more. */
function push(state: State): void {
  const fd = ensureOpen(state);
  let count = 1;
  for (let head = state.queue.head(); head !== null && count > 0; head = state.queue.head()) {
    count = fd < 0 ? fd : state.native.tryWrite(fd, head);
    if (count > 0) state.outage.recover();
    if (count > 0) state.queue.shift(count);
  }
  if (count < 0) fail(state, -count);
  else if (count === 0) wait(state, fd);
  else settle(state);
}

/** The descriptor, or the negative errno of the last attempt: a failed one is tried again once a second at most. */
function ensureOpen(state: State): number {
  if (state.fd !== null && (state.fd >= 0 || state.now() < state.retryAt)) return state.fd;
  state.fd = state.source.open();
  return state.fd;
}

function fail(state: State, errno: number): void {
  letGo(state);
  state.fd = -errno;
  state.retryAt = state.now() + RETRY_MS;
  const lost = state.queue.bytes;
  state.queue.clear();
  state.outage.lose(lost, errno);
  settle(state);
}

function wait(state: State, fd: number): void {
  try {
    state.watch ??= state.native.watchWritable(fd);
    state.watch.wait(() => onWritable(state));
    state.waiting = true;
  } catch (error) {
    fail(state, errnoOf(error)); // EMFILE: a watch needs descriptors of its own
  }
}

function onWritable(state: State): void {
  state.waiting = false;
  push(state);
  if (state.full && state.queue.bytes <= state.limit / 2) drained(state);
}

/** The queue is empty. */
function settle(state: State): void {
  if (state.full) drained(state);
  for (const waiter of [...state.waiters]) waiter();
}

function drained(state: State): void {
  state.full = false;
  for (const flow of [...state.flows]) flow.onDrained();
  const { dropped } = state;
  state.dropped = 0;
  if (dropped > 0)
    state.report('warn', `the reader of ${state.source.name} is too slow: ${dropped} messages were dropped`);
}

function join(state: State, flow: Flow): () => void {
  state.flows.add(flow);
  if (state.full) flow.onFull();
  return () => state.flows.delete(flow);
}

function flush(state: State, deadline: number): Promise<number> {
  if (state.queue.bytes === 0) return Promise.resolve(0);
  return new Promise((resolve) => {
    const timer = setTimeout(finish, deadline);
    state.waiters.add(finish);
    function finish(): void {
      clearTimeout(timer);
      state.waiters.delete(finish);
      resolve(state.queue.bytes);
    }
  });
}

function reopen(state: State): void {
  letGo(state);
  state.retryAt = 0;
  if (state.queue.bytes > 0) push(state);
}

function letGo(state: State): void {
  state.watch?.close();
  state.watch = null;
  state.waiting = false;
  if (state.fd !== null && state.fd >= 0) state.source.close(state.fd);
  state.fd = null;
}

function close(state: State): void {
  const lost = state.queue.bytes;
  letGo(state);
  state.queue.clear();
  if (lost > 0)
    state.report('warn', `the reader of ${state.source.name} is too slow: ${lost} bytes were dropped at the end`);
  state.outage.finish();
  settle(state);
}
