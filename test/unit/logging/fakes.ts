import { fstatSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Syslog } from '../../../src/logging/syslogSocket.ts';
import type { ProcessConfig } from '../../../src/model/config.ts';
import type { Native, Pump, PumpHandlers, PumpSink } from '../../../src/native/index.ts';
import { processConfig as anyProcess } from '../../helpers/processConfig.ts';

export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'logging-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Collects the reports of a log. */
export function reports() {
  const messages: string[] = [];
  return { messages, report: (level: string, message: string) => void messages.push(`${level}: ${message}`) };
}

/** A descriptor whose reader takes `room` bytes, or fails with `errno`. */
export interface FakeReader {
  room: number;
  errno: number;
  written: string;
}

export class FakeNative implements Pick<Native, 'tryWrite' | 'watchWritable' | 'openPump'> {
  readonly syslogged: string[] = [];
  readonly pumps: FakePump[] = [];
  readonly writes: number[] = [];
  private readonly readers = new Map<number, FakeReader>();
  private readonly waiting = new Map<number, () => void>();

  reader(fd: number): FakeReader {
    const reader = this.readers.get(fd) ?? { room: Number.POSITIVE_INFINITY, errno: 0, written: '' };
    this.readers.set(fd, reader);
    return reader;
  }

  tryWrite(fd: number, data: Uint8Array): number {
    const reader = this.reader(fd);
    this.writes.push(data.length);
    if (reader.errno !== 0) return -reader.errno;
    const count = Math.min(reader.room, data.length);
    reader.room -= count;
    reader.written += Buffer.from(data.subarray(0, count)).toString();
    return count;
  }

  watchWritable(fd: number) {
    return {
      wait: (run: () => void) => void this.waiting.set(fd, run),
      close: () => void this.waiting.delete(fd),
    };
  }

  isWaiting(fd: number): boolean {
    return this.waiting.has(fd);
  }

  /** The reader takes `room` bytes more. */
  read(fd: number, room: number): void {
    this.reader(fd).room += room;
    const run = this.waiting.get(fd);
    this.waiting.delete(fd);
    run?.();
  }

  readonly syslog: Syslog = {
    send: (message) => void this.syslogged.push(Buffer.from(message).toString()),
    flush: async () => undefined,
    close: () => undefined,
  };

  openPump(_fd: number, sink: PumpSink, handlers: PumpHandlers): Pump {
    const pump = new FakePump(sink, handlers);
    this.pumps.push(pump);
    return pump;
  }
}

export class FakePump implements Pump {
  bytes = 0;
  lost = 0;
  paused = false;
  closed = false;
  limited = false;

  constructor(
    public sink: PumpSink,
    readonly handlers: PumpHandlers,
  ) {}

  /** A chunk of output, as one read of the pipe. */
  feed(text: string): void {
    const chunk = Buffer.from(text, 'latin1');
    this.bytes += chunk.length;
    if (this.sink.kind === 'data') this.handlers.onData?.(chunk);
    if (this.sink.kind !== 'file') return;
    writeSync(this.sink.fd, chunk, 0, chunk.length, fstatSync(this.sink.fd).size);
    this.limited = this.sink.limit > 0 && fstatSync(this.sink.fd).size >= this.sink.limit;
    if (this.limited) this.handlers.onLimit?.();
  }

  setSink(sink: PumpSink): void {
    this.sink = sink;
    this.limited = false;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  drain(): boolean {
    return false;
  }

  close(): void {
    this.closed = true;
  }
}

/** Never rotated. */
export function processConfig(changes: Partial<ProcessConfig> = {}): ProcessConfig {
  return anyProcess({ stdout_logfile_maxbytes: 0, stderr_logfile_maxbytes: 0, ...changes });
}
