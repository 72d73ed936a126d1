import type { ProcessConfig } from '../model/config.ts';
import type { Pump, PumpHandlers, PumpSink } from '../native/index.ts';
import type { Channel, LogFile } from './autoLogs.ts';
import { createOutputChain, type OutputChain, type OutputHooks } from './outputChain.ts';
import { needsLook, type OutputPlan, planOutput } from './outputPlan.ts';
import { createOutputStore } from './outputStore.ts';
import { joinAll, openPlanTarget, openTee, type SharedByLogs } from './programTargets.ts';
import { createRecentOutput, type Piece, type RecentOutput } from './recentOutput.ts';
import type { Shape } from './shapedOutput.ts';
import type { OutputTarget } from './sink.ts';
import { createTerminalOutput, type TerminalOutput } from './terminalOutput.ts';

export interface ProgramLogOptions {
  readonly shared: SharedByLogs;
  readonly config: ProcessConfig;
  readonly group: string;
  readonly channel: Channel;
  /** From `logFileOf`. */
  readonly file: LogFile | null;
  readonly hooks: OutputHooks;
  /** All output has been handed on: the pipe is closed on its other side. */
  readonly onEnd?: () => void;
}

/** The last that a program has said, or where it is. */
export interface LastOutput {
  readonly channel: Channel;
  /** The file at whose end it stands. */
  readonly file: string | null;
  /** How much of that file's end is from this run; null: it is not known. */
  readonly bytes: number | null;
  /** Where there is no file: what has passed through here. */
  readonly pieces: readonly Piece[];
}

/** Takes over `fd`, the reading end of the program's pipe. */
export function openProgramLog(fd: number, options: ProgramLogOptions): ProgramLog {
  return new ProgramLog(fd, options);
}

/**
 * One channel of one run of a program. A class, since a daemon of a thousand programs has two thousand of them; it is
 * its pump's handlers itself.
 */
export class ProgramLog implements PumpHandlers {
  readonly pump: Pump;
  private plan: OutputPlan;
  private readonly target: OutputTarget | null;
  private readonly tee: OutputTarget | null;
  /** Readers that are slow at the moment. */
  private slow = 0;
  /** Made when there is something to look at. */
  private made: OutputChain | null = null;
  private readonly leave: () => void;
  /** Of what no file keeps. */
  private recent: RecentOutput | null = null;
  private ended = false;
  private lostTold = 0;
  /** Null where it is no terminal's. */
  private readonly terminal: TerminalOutput | null;
  /** Who sits at it. */
  private watchers: readonly ((chunk: Buffer) => void)[] = NOBODY;

  constructor(
    fd: number,
    private readonly options: ProgramLogOptions,
  ) {
    this.plan = planFor(options);
    this.terminal = this.plan.terminal ? createTerminalOutput() : null;
    this.target = openPlanTarget(this.plan, options.shared, this);
    this.tee = openTee(this.plan, options.shared);
    this.pump = options.shared.native.openPump(fd, this.chooseSink(), this);
    this.leave = this.tee === null ? (this.target?.join(this) ?? NOTHING) : joinAll(this, this.target, this.tee);
  }

  /** What is wanted of the output may have changed. */
  revise(): void {
    const plan = planFor(this.options);
    if (plan.events === this.plan.events) return;
    this.plan = plan;
    this.made?.revise(plan);
    this.useSink();
  }

  /** Opens the log file anew (SIGUSR2). */
  reopen(): void {
    this.target?.reopen();
    this.tee?.reopen();
  }

  /** Clears the log: 0, or the errno for which its file could not be removed. */
  clear(): number {
    this.made?.clear();
    return this.target?.remove() ?? 0;
  }

  /** Where the last of what it said can be found, also after `close`. */
  lastOutput(): LastOutput {
    const { channel } = this.options;
    const file = this.target?.outage ? (this.plan.file?.path ?? null) : null;
    const asItIs = !needsLook(this.plan) || (this.tee !== null && this.terminal === null);
    return { channel, file, bytes: asItIs ? this.pump.bytes : null, pieces: this.recent?.pieces() ?? [] };
  }

  /** Hands on every byte of a terminal from now on, until the returned function is called. `onFull` holds it back. */
  watch(watcher: (chunk: Buffer) => void): () => void {
    this.watchers = [...this.watchers, watcher];
    return () => {
      this.watchers = this.watchers.filter((each) => each !== watcher);
    };
  }

  get channel(): Channel {
    return this.options.channel;
  }

  /** Handles what is in the pipe right now; true once its end has been reached. */
  drain(): boolean {
    return this.pump.drain();
  }

  /** Handles what is in the pipe right now and gives up the rest, and the log file. */
  close(): void {
    if (!this.ended) this.pump.drain();
    this.end();
    this.pump.close();
    this.target?.close();
    this.tee?.close();
  }

  /** Without a plan that needs it, we look only because the file could not be opened: no longer than that. */
  onData(chunk: Buffer): void {
    for (const watcher of this.watchers) watcher(chunk);
    this.keep(this.terminal === null ? chunk : this.terminal.write(chunk));
  }

  onLimit(): void {
    this.target?.rotate();
    this.useSink();
  }

  private keep(chunk: Buffer): void {
    if (!this.target?.outage) {
      this.recent ??= createRecentOutput();
      this.recent.add(chunk);
    }
    this.chain().write(chunk);
    if (!needsLook(this.plan) && this.target?.outage && this.target.healthy) this.useSink();
  }

  onWriteError(errno: number): void {
    this.target?.outage?.lose(0, errno);
  }

  onWriteResumed(lost: number): void {
    this.lostTold += lost;
    this.target?.outage?.lose(lost, 0);
    this.target?.outage?.recover();
  }

  onEnd(): void {
    this.end();
    this.options.onEnd?.();
  }

  /** A slow reader holds the program back. */
  onFull(): void {
    if (this.slow++ === 0) this.pump.pause();
  }

  onDrained(): void {
    if (--this.slow === 0 && !this.ended) this.pump.resume();
  }

  /** A pump that moves bytes by itself holds a descriptor of the file. */
  onReplaced(): void {
    if (!needsLook(this.plan)) this.useSink();
  }

  private useSink(): void {
    if (!this.ended) this.pump.setSink(this.chooseSink());
  }

  private chooseSink(): PumpSink {
    const { plan, target } = this;
    // After an outage it takes a write of ours to see that it is over.
    if (needsLook(plan) || target?.outage?.lasting) return LOOK;
    return target === null ? FORGET : (target.pumpSink() ?? LOOK);
  }

  private chain(): OutputChain {
    const { shared, config, channel, hooks } = this.options;
    if (this.made === null) {
      const shape = shapeOf(this.options);
      const store = createOutputStore(this.plan, this.target, this.tee, shape);
      this.made = createOutputChain(this.plan, store, { ...shared, config, channel, hooks });
    }
    return this.made;
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.leave();
    const rest = this.terminal?.end() ?? NONE;
    if (rest.length > 0) this.keep(rest);
    this.made?.end();
    if (this.target?.outage?.lasting) this.target.outage.lose(this.pump.lost - this.lostTold, 0);
  }
}

const LOOK: PumpSink = { kind: 'data' };
const FORGET: PumpSink = { kind: 'discard' };
const NOTHING = (): void => undefined;
const NONE = Buffer.alloc(0);
const NOBODY: readonly never[] = [];

function shapeOf({ config, channel, group }: ProgramLogOptions): Shape {
  const format = config[`${channel}_format`];
  return { format, timestamps: config[`${channel}_timestamps`], process: config.name, group, channel };
}

function planFor(options: ProgramLogOptions): OutputPlan {
  const { hooks } = options;
  return planOutput({
    config: options.config,
    channel: options.channel,
    file: options.file,
    strip: options.shared.stripAnsi,
    echo: options.shared.activityLog.isEnabled('debug'),
    onLog: hooks.wantsLog?.() ?? hooks.onLog !== undefined,
    onCommunication: hooks.onCommunication !== undefined,
    onText: hooks.onText !== undefined,
    listener: hooks.onProtocol !== undefined,
  });
}
