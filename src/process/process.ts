import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { Channel } from '../logging/autoLogs.ts';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { ResourceLimit } from '../native/index.ts';
import type { Cancel } from '../util/clock.ts';
import { errnoName } from '../util/errno.ts';
import { runAside } from './aside.ts';
import { clearClosedLogs } from './clearLogs.ts';
import { type Command, resolveCommand } from './command.ts';
import type { ProcessContext, ProcessTap } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources, shownSources } from './environmentSources.ts';
import type { FcgiSocket } from './fcgiSocket.ts';
import { type Finish, runFinish } from './finish.ts';
import { type Input, type InputResult, openInput } from './input.ts';
import { programLimits } from './limits.ts';
import { type Effect, type ProcessEvent, step } from './machine.ts';
import { type NotifyChannel, type OpenedChannel, openChannel } from './notify/channel.ts';
import { type SpawnAttempt, spawnProgram } from './spawn.ts';
import { type Health, INITIAL_STATUS, type ProcessStatus } from './status.ts';
import { descendantsOf, type Pinned, survivorsOf } from './tree.ts';

/** How long after a process's end its output is still read where a descendant holds on to the pipe. */
const LINGER_MS = 5000;

/**
 * One supervised process: its status, and the executor that performs what the state machine asks for. A class, since a
 * daemon may have thousands of them: its methods must not be made for each.
 */
export class Process {
  status: ProcessStatus = INITIAL_STATUS;
  /** The run whose end is just being told to observers; null at any other time, and where no process could be made. */
  ended: RunEnd | null = null;
  /** Why the daemon itself stops this run, which nobody wants down; null: it does not. */
  stoppedFor: StopReason | null = null;
  private run: Run | null = null;
  private cancelTimer: Cancel | null = null;
  private timerDue: number | null = null;
  /** Outputs of runs that have ended, held open by a descendant. */
  private lingering: readonly ProgramLog[] = NONE;
  private queue: ProcessEvent[] | null = null;
  /** What descended from it when it was asked to stop (`kill_tree`). */
  private tree: readonly Pinned[] | null = null;
  private holdsSocket = false;
  /** What its end has started, and what its end waits for. */
  private finish: Finish | null = null;
  private writes = false;
  /** Bytes of outputs that have been closed. */
  private stdoutBytes = 0;
  private stderrBytes = 0;

  constructor(
    private readonly context: ProcessContext,
    readonly config: ProcessConfig,
    readonly group: string,
    private readonly tap: ProcessTap | null = null,
    /** Of a FastCGI program. */
    readonly socket: FcgiSocket | null = null,
  ) {}

  start(): void {
    this.handle({ type: 'start' });
  }

  stop(): void {
    this.handle({ type: 'stop' });
  }

  /** After a stop that was only for this: it counts for `restart_limit`. */
  startAgain(): void {
    if (this.status.state === 'STOPPED') this.handle({ type: 'startAgain' });
  }

  /** When its schedule starts it next (wall milliseconds). */
  scheduledFor(at: number | null): void {
    if (this.status.nextRun !== at) this.handle({ type: 'scheduled', at });
  }

  /** Shutdown: no more tries of a program in BACKOFF. */
  giveUp(): void {
    this.handle({ type: 'giveUp' });
  }

  /** It is to be started once that has come. */
  waitFor(what: string): void {
    if (this.status.waitingFor !== what) this.handle({ type: 'wait', what });
  }

  /** A probe has seen something. */
  saw(what: { readonly ready?: boolean; readonly health?: Health; readonly text?: string }): void {
    this.handle({ type: 'seen', ...what });
    this.context.onSeen(this);
  }

  /** It says so, in its output or otherwise. */
  becameReady(): void {
    if (this.status.ready) return;
    this.context.log.info(`ready: ${this.config.name}`);
    this.saw({ ready: true });
  }

  /** Runs a command as the program itself would be run. */
  runAside(command: string): ReturnType<typeof runAside> {
    return runAside(this.context, this.config, this.group, command);
  }

  /** It asks for so many milliseconds more to stop. */
  extendStop(milliseconds: number): void {
    this.handle({ type: 'extend', milliseconds });
  }

  /** The time to stop is up. */
  forceStop(): void {
    if (this.status.state === 'STOPPING') this.handle({ type: 'kill' });
  }

  /** Takes a step that is due already without waiting for the event loop. */
  settle(): void {
    const { dueAt } = this.status;
    if (dueAt !== null && dueAt <= this.context.clock.now()) this.onDue();
  }

  /** What a start would run now, or why it could not. */
  command(): Command {
    const sources = readSources(this.config);
    if ('error' in sources) return { error: sources.error, missing: false };
    return resolveCommand(this.config.command, searchPath(this.context, this.config, sources));
  }

  /** What it gets for its environment, `NAME=value` each, without the values of `environment_secret`. */
  environment(): string[] {
    return programEnvironment(this.context, this.config, this.group, shownSources(this.config));
  }

  /** Its limits where they differ from the daemon's own. */
  get rlimits(): readonly ResourceLimit[] {
    return programLimits(this.context, this.config);
  }

  /** To its standard input. */
  write(...parts: Uint8Array[]): InputResult {
    if (this.run === null || this.run.stdin === null) return 'closed';
    this.run.input ??= openInput(this.context.native, this.run.stdin);
    return this.run.input.write(...parts);
  }

  /** Where somebody can sit down while it runs; null: it has no terminal. */
  terminal(): ProcessTerminal | null {
    const { run, context } = this;
    const [output] = run?.outputs ?? NONE;
    const isTerminal = this.config.pty && this.tap === null && this.socket === null;
    if (run === null || run.stdin === null || output === undefined || !isTerminal) return null;
    run.input ??= openInput(context.native, run.stdin);
    const { input, stdin } = run;
    return { input, output, resize: (columns, rows) => context.native.resizeTerminal(stdin, columns, rows) };
  }

  /** kill(2) for the process alone or for its group, whatever it does to it: 0 or errno. */
  signal(signal: number, asGroup = false): number {
    if (this.finish !== null) return constants.errno.ESRCH;
    const { pid } = this.status;
    if (this.run !== null && signal !== 0) this.run.sent = [...this.run.sent, signal].slice(-MOST_SENT);
    return this.context.native.kill(asGroup ? -pid : pid, signal);
  }

  /** Somebody wants to see what nobody wanted to see so far, or no longer. */
  reviseOutputs(): void {
    for (const output of this.openOutputs()) output.revise();
  }

  reopenLogs(): void {
    for (const output of this.openOutputs()) output.reopen();
  }

  /** What it has written since the daemon began. */
  outputBytes(channel: Channel): number {
    const open = this.openOutputs().filter((output) => output.channel === channel);
    const before = channel === 'stdout' ? this.stdoutBytes : this.stderrBytes;
    return open.reduce((sum, { pump }) => sum + pump.bytes, before);
  }

  /** Empties its logs, running or not: 0, or the errno for which one could not be. */
  clearLogs(): number {
    if (this.run === null) return clearClosedLogs(this.config);
    return this.openOutputs().reduce((errno, output) => output.clear() || errno, 0);
  }

  /** The reaper has its status. */
  exited(exit: ProcessExit): void {
    const { pid, laststart, startedAt } = this.status;
    const ended: RunEnd = {
      exit,
      pid,
      laststart,
      startedAt,
      outputs: this.run?.outputs ?? NONE,
      sent: this.run?.sent ?? NO_SIGNALS,
    };
    const at = this.context.clock.now();
    this.endRun();
    if (this.config.finish !== null) {
      const { context, config, group } = this;
      this.finish = runFinish(context, config, group, ended, () => this.conclude(ended, at));
      if (this.finish !== null) return;
    }
    this.conclude(ended, at);
  }

  /** It has ended, and so has its `finish`: until then it counts as running. */
  private conclude(ended: RunEnd, at: number): void {
    const finished = this.finish !== null;
    this.finish = null;
    this.leavePipe();
    this.ended = ended;
    this.handle({ type: 'exited', exit: ended.exit, ...(finished ? { at } : {}) });
    this.ended = null;
    this.killTree();
    this.tap?.ended();
  }

  /** Closes every log and pipe; nothing of it is used afterwards. */
  close(): void {
    this.cancelTimer?.();
    for (const output of this.openOutputs()) output.close();
    if (this.run !== null) closeInput(this.run);
    this.run?.channel?.close();
    this.run = null;
    this.lingering = NONE;
    this.leaveSocket();
    this.leavePipe();
    if (this.config.stdin_pipe !== null) this.context.pipes.discard(this.config.stdin_pipe);
  }

  /** Events that effects give rise to wait until the effects of the one before are done. */
  private handle(event: ProcessEvent): void {
    if (this.queue !== null) {
      this.queue.push(event);
      return;
    }
    const queue = [event];
    this.queue = queue;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) this.advance(next);
    } finally {
      this.queue = null;
      if (this.run === null) this.leaveSocket();
    }
  }

  private advance(event: ProcessEvent): void {
    const { clock } = this.context;
    const moment = { now: clock.now(), wall: clock.wall(), mayStart: this.context.mayStart(), chance: Math.random() };
    const after = step(this.config, this.status, event, moment);
    this.status = after.status;
    this.armTimer();
    for (const effect of after.effects) this.perform(effect);
  }

  private armTimer(): void {
    if (this.status.dueAt === this.timerDue) return;
    this.cancelTimer?.();
    this.timerDue = this.status.dueAt;
    this.cancelTimer = this.timerDue === null ? null : this.context.clock.at(this.timerDue, () => this.onTimer());
  }

  private onTimer(): void {
    this.timerDue = null;
    this.cancelTimer = null;
    this.onDue();
  }

  /** One that has ended does not become RUNNING while its `finish` runs. */
  private onDue(): void {
    if (this.finish === null || this.status.state !== 'STARTING') this.handle({ type: 'timer' });
  }

  private perform(effect: Effect): void {
    const { context, config, group } = this;
    switch (effect.type) {
      case 'log':
        context.log[effect.level](effect.message);
        return;
      case 'announce':
        context.onStateChange({ process: config.name, group, ...announcement(effect) });
        if (effect.to === 'RUNNING') this.tap?.running();
        return;
      case 'kill':
        this.kill(effect.signal, effect.asGroup);
        return;
      case 'spawn':
        this.spawn();
        return;
    }
  }

  private spawn(): void {
    const { context, config, group } = this;
    this.stoppedFor = null;
    const opened = openChannel(context, this);
    const attempt = this.attemptSpawn(opened);
    const channel = opened === null || 'error' in opened ? null : opened;
    channel?.spawned();
    if (attempt.pid === undefined) {
      channel?.close();
      this.ended = null;
      this.handle({ type: 'spawnFailed', message: attempt.error, status: attempt.status ?? 1 });
      return;
    }
    const { pid, stdin } = attempt;
    this.joinPipe();
    context.awaitExit(pid, this);
    this.tap?.started();
    const onReady = config.ready?.kind === 'log' ? () => this.becameReady() : null;
    const outputs = attempt.outputs.map(({ channel, fd }) =>
      context.openOutput({ config, group, channel, pid, fd, tap: channel === 'stdout' ? this.tap : null, onReady }),
    );
    this.run = { stdin, outputs, channel, input: null, sent: NO_SIGNALS };
    this.handle({ type: 'spawned', pid });
  }

  private attemptSpawn(channel: OpenedChannel): SpawnAttempt {
    const taken = this.takeSocket();
    if ('error' in taken) return taken;
    if (channel !== null && 'error' in channel) return channel;
    const stdin = this.takeStdin(taken.fd);
    if (stdin !== null && typeof stdin === 'object') return stdin;
    return spawnProgram(this.context, this.config, this.group, stdin, channel, this.tap !== null);
  }

  private takeStdin(socket: number | null): number | null | { readonly error: string } {
    const { name, stdin_pipe } = this.config;
    if (stdin_pipe === null) return socket;
    try {
      return this.context.pipes.reading(stdin_pipe);
    } catch (error) {
      return { error: `no pipe can be made for '${name}': ${(error as NodeJS.ErrnoException).code}` };
    }
  }

  private joinPipe(): void {
    const { stdout_pipe } = this.config;
    if (stdout_pipe === null || this.writes) return;
    this.writes = true;
    this.context.pipes.joined(stdout_pipe);
  }

  private leavePipe(): void {
    const { stdout_pipe } = this.config;
    if (stdout_pipe === null || !this.writes) return;
    this.writes = false;
    this.context.pipes.left(stdout_pipe);
  }

  private takeSocket(): { readonly fd: number | null } | { readonly error: string } {
    if (this.socket === null) return NO_SOCKET;
    const taken = this.socket.acquire();
    if (this.holdsSocket) this.socket.release();
    this.holdsSocket = 'fd' in taken;
    return taken;
  }

  /** A program that is started again at once has not left it in between: who waits in its queue is not turned away. */
  private leaveSocket(): void {
    if (!this.holdsSocket) return;
    this.holdsSocket = false;
    this.socket?.release();
  }

  private kill(signal: number, asGroup: boolean): void {
    const { SIGKILL } = constants.signals;
    if (this.finish !== null) {
      if (signal === SIGKILL) this.finish.kill();
      return;
    }
    // Who reads a pipe that nobody writes to any more ends by itself, with all that was in it.
    if (signal !== SIGKILL && this.config.stdin_pipe !== null && this.context.pipes.end(this.config.stdin_pipe)) return;
    const { pid } = this.status;
    if (this.config.kill_tree) this.tree ??= descendantsOf(pid);
    const errno = this.context.native.kill(asGroup ? -pid : pid, signal);
    if (errno === 0) return;
    const error = errnoName(errno);
    this.handle({ type: 'killFailed', signal, error, gone: error === 'ESRCH' });
  }

  private killTree(): void {
    const { log, native } = this.context;
    const left = this.tree === null ? [] : survivorsOf(this.tree);
    this.tree = null;
    if (left.length === 0) return;
    log.info(`kill_tree: killing what ${this.config.name} has left behind: ${left.map(({ pid }) => pid).join(', ')}`);
    for (const { pid } of left) native.kill(pid, constants.signals.SIGKILL);
  }

  private endRun(): void {
    if (this.run === null) return;
    closeInput(this.run);
    this.run.channel?.close();
    for (const output of this.run.outputs) {
      if (output.drain()) this.closeOutput(output);
      else this.linger(output);
    }
    this.run = null;
  }

  /** A descendant holds the pipe: the state does not wait for it, its last words are not lost either. */
  private linger(output: ProgramLog): void {
    const { clock } = this.context;
    this.lingering = [...this.lingering, output];
    clock.at(clock.now() + LINGER_MS, () => {
      this.lingering = this.lingering.filter((each) => each !== output);
      this.closeOutput(output);
    });
  }

  private closeOutput(output: ProgramLog): void {
    output.close();
    if (output.channel === 'stdout') this.stdoutBytes += output.pump.bytes;
    else this.stderrBytes += output.pump.bytes;
  }

  private openOutputs(): readonly ProgramLog[] {
    return [...(this.run?.outputs ?? NONE), ...this.lingering];
  }
}

/** The terminal of one run; its parts are not to be used once that has ended. */
export interface ProcessTerminal {
  readonly input: Input;
  readonly output: ProgramLog;
  resize(columns: number, rows: number): void;
}

/** The option that asks for it, and what was seen. */
export interface StopReason {
  readonly option: 'max_memory' | 'health_action';
  readonly why: string;
}

/** What was before a process ended; its status tells already what came of that. */
export interface RunEnd {
  readonly exit: ProcessExit;
  readonly pid: number;
  /** As in ProcessStatus. */
  readonly laststart: number;
  readonly startedAt: number;
  readonly outputs: readonly ProgramLog[];
  /** Signals that it was sent on request, the latest last. */
  readonly sent: readonly number[];
}

/** What there is while the process is. */
interface Run {
  /** Null where it is a socket. */
  readonly stdin: number | null;
  /** Made when something is written; until then its descriptor is only held open. */
  input: Input | null;
  readonly outputs: readonly ProgramLog[];
  /** Over which it tells of itself, if it is to. */
  readonly channel: NotifyChannel | null;
  sent: readonly number[];
}

const NONE: readonly ProgramLog[] = [];
const NO_SIGNALS: readonly number[] = [];
/** Of signals sent to a run. */
const MOST_SENT = 8;
const NO_SOCKET = { fd: null } as const;

function closeInput({ input, stdin }: Run): void {
  if (input !== null) input.close();
  else if (stdin !== null) closeSync(stdin);
}

function announcement({ from, to, expected, backoff, pid }: Extract<Effect, { type: 'announce' }>) {
  return { from, to, expected, tries: backoff, pid };
}
