import { pythonBytesRepr } from '../util/pythonBytesRepr.ts';
import { pythonRepr } from '../util/pythonRepr.ts';
import { decodeUtf8 } from '../util/utf8.ts';
import type { ActivityLog } from './activityLog.ts';
import { BoundedBuffer } from './boundedBuffer.ts';
import { type Capture, createCapture } from './capture.ts';
import type { OutputPlan } from './outputPlan.ts';
import type { OutputStore } from './outputStore.ts';
import { createAnsiStripper } from './stripAnsi.ts';
import { createSyslogSink } from './syslog.ts';
import type { Syslog } from './syslogSocket.ts';

/** Who wants to see a program's output besides its log; each one that is set costs the fast path. */
export interface OutputHooks {
  /** PROCESS_LOG: called where the channel's events are enabled. */
  readonly onLog?: (data: Buffer) => void;
  /** False while nobody subscribes to them. Default: true. */
  readonly wantsLog?: () => boolean;
  /** All text of the channel, whether its events are enabled or not. */
  readonly onText?: (data: Buffer) => void;
  /** PROCESS_COMMUNICATION: called where the channel has a capture_maxbytes. */
  readonly onCommunication?: (data: Buffer) => void;
  /** The stdout of an event listener, as it is. */
  readonly onProtocol?: (data: Buffer) => void;
}

export interface ChainOptions {
  readonly syslog: Pick<Syslog, 'send'>;
  readonly activityLog: Pick<ActivityLog, 'debug' | 'warn'>;
  readonly config: { readonly name: string };
  readonly channel: string;
  readonly hooks: OutputHooks;
}

/** The way of a chunk of output through everything that looks at it. */
export interface OutputChain {
  write(chunk: Buffer): void;
  /** Whether there are events may change. */
  revise(plan: Pick<OutputPlan, 'events'>): void;
  /** Forgets what has been captured so far. */
  clear(): void;
  /** The output has ended: hands on what was held back. */
  end(): void;
}

export function createOutputChain(plan: OutputPlan, output: OutputStore, options: ChainOptions): OutputChain {
  const { hooks, activityLog } = options;
  const { channel } = options;
  let { events } = plan;
  const name = pythonRepr(options.config.name);
  const captured = new BoundedBuffer(plan.capture);
  const stripper = plan.strip ? createAnsiStripper() : null;
  const syslog = plan.syslog ? createSyslogSink(options.syslog, options.config.name) : null;
  const capture = plan.capture > 0 ? createCapture({ onText, onBegin: () => captured.clear(), onEnd: emit }) : null;

  function write(chunk: Buffer): void {
    if (plan.tapped) onListenerOutput(chunk);
    else if (capture === null) onText(chunk, false);
    else capture.push(chunk);
  }

  function onListenerOutput(chunk: Buffer): void {
    if (plan.echo) activityLog.debug(() => `${name} ${channel} output:\n${pythonBytesRepr(chunk)}`);
    store(stripper === null ? chunk : stripper.strip(chunk), false);
    hooks.onProtocol?.(chunk);
  }

  function onText(piece: Buffer, isCaptured: boolean): void {
    const data = stripper === null ? piece : stripper.strip(piece);
    if (data.length === 0) return;
    store(data, isCaptured);
    if (plan.echo) activityLog.debug(() => `${name} ${channel} output:\n${readable(data)}`);
    if (events) hooks.onLog?.(data);
    hooks.onText?.(data);
  }

  function store(data: Buffer, isCaptured: boolean): void {
    if (isCaptured) {
      captured.write(data);
      return;
    }
    output.write(data);
    syslog?.write(data);
  }

  function emit(): void {
    hooks.onCommunication?.(captured.take());
    activityLog.debug(() => `${name} ${channel} emitted a comm event`);
  }

  function end(): void {
    const open = endCapture(capture);
    const rest = stripper?.end();
    if (rest?.length) store(rest, open);
    output.end();
    syslog?.end();
    if (!open) return;
    activityLog.warn(`${name} ${channel} ended inside a comm event: ${captured.length} bytes of it were dropped`);
    captured.clear();
  }

  return {
    write,
    end,
    clear: () => captured.clear(),
    revise(next) {
      events = next.events;
    },
  };
}

function endCapture(capture: Capture | null): boolean {
  return capture?.end() ?? false;
}

function readable(data: Buffer): string {
  return decodeUtf8(data) ?? `Undecodable: ${pythonBytesRepr(data)}`;
}
