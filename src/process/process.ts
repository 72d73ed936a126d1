import { constants } from 'node:os';
import type { Channel } from '../logging/autoLogs.ts';
import type { ProgramLog } from '../logging/programLog.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { ResourceLimit } from '../native/index.ts';
import { errnoName } from '../util/errno.ts';
import { runAside } from './aside.ts';
import { clearClosedLogs } from './clearLogs.ts';
import { type Command, resolveCommand } from './command.ts';
import type { ProcessContext, ProcessTap } from './context.ts';
import { programEnvironment, searchPath } from './environment.ts';
import { readSources, shownSources } from './environmentSources.ts';
import type { FcgiSocket } from './fcgiSocket.ts';
import { type ProcessTerminal, terminalOf } from './fg.ts';
import { type Finish, runFinish } from './finish.ts';
import type { InputResult } from './input.ts';
import { killTree } from './killTree.ts';
import { Lifecycle } from './lifecycle.ts';
import { programLimits } from './limits.ts';
import type { Effect } from './machine/types.ts';
import { type OpenedChannel, openChannel } from './notify/channel.ts';
import { Outputs } from './outputs.ts';
import { type PipeEnds, pipeEndsOf } from './pipeEnds.ts';
import {
  closeRun,
  createRun,
  inputOf,
  NO_SIGNALS,
  type Run,
  type RunEnd,
  recordSignal,
  type StopReason,
} from './run.ts';
import { SocketHold } from './socketHold.ts';
import { type SpawnAttempt, type Spawned, spawnProgram } from './spawn.ts';
import type { Health } from './status.ts';
import { descendantsOf, type Pinned } from './tree.ts';

/**
 * One supervised process: the executor that performs what the state machine asks for. A class, since a daemon may have
 * thousands of them: its methods must not be made for each.
 */
export class Process extends Lifecycle {
  /** The run whose end is just being told to observers; null at any other time, and where no process could be made. */
  ended: RunEnd | null = null;
  /** Why the daemon itself stops this run, which nobody wants down; null: it does not. */
  stoppedFor: StopReason | null = null;
  private run: Run | null = null;
  private readonly outputs: Outputs;
  private readonly pipeEnds: PipeEnds | null;
  private readonly hold: SocketHold | null;
  /** What descended from it when it was asked to stop (`kill_tree`). */
  private tree: readonly Pinned[] | null = null;
  /** What its end has started, and what its end waits for. */
  private finish: Finish | null = null;

  constructor(
    context: ProcessContext,
    config: ProcessConfig,
    readonly group: string,
    private readonly tap: ProcessTap | null = null,
    /** Of a FastCGI program. */
    readonly socket: FcgiSocket | null = null,
  ) {
    super(context, config);
    this.outputs = new Outputs(context.clock);
    this.pipeEnds = pipeEndsOf(context.pipes, config);
    this.hold = socket === null ? null : new SocketHold(socket);
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
    const input = this.run === null ? null : inputOf(this.run, this.context.native);
    return input === null ? 'closed' : input.write(...parts);
  }

  /** Where somebody can sit down while it runs; null: it has no terminal. */
  terminal(): ProcessTerminal | null {
    const { run } = this;
    const [output] = this.outputs.current;
    const isTerminal = this.config.pty && this.tap === null && this.socket === null;
    if (run === null || output === undefined || !isTerminal) return null;
    return terminalOf(this.context.native, run, output);
  }

  /** kill(2) for the process alone or for its group, whatever it does to it: 0 or errno. */
  signal(signal: number, asGroup = false): number {
    if (this.finish !== null) return constants.errno.ESRCH;
    const { pid } = this.status;
    if (this.run !== null) recordSignal(this.run, signal);
    return this.context.native.kill(asGroup ? -pid : pid, signal);
  }

  /** Somebody wants to see what nobody wanted to see so far, or no longer. */
  reviseOutputs(): void {
    this.outputs.revise();
  }

  reopenLogs(): void {
    this.outputs.reopen();
  }

  /** What it has written since the daemon began. */
  outputBytes(channel: Channel): number {
    return this.outputs.bytes(channel);
  }

  /** Empties its logs, running or not: 0, or the errno for which one could not be. */
  clearLogs(): number {
    return this.run === null ? clearClosedLogs(this.config) : this.outputs.clear();
  }

  /** The reaper has its status. */
  exited(exit: ProcessExit): void {
    const { pid, laststart, startedAt } = this.status;
    const { current: outputs } = this.outputs;
    const ended: RunEnd = { exit, pid, laststart, startedAt, outputs, sent: this.run?.sent ?? NO_SIGNALS };
    const at = this.context.clock.now();
    this.endRun();
    this.finish = runFinish(this.context, this.config, this.group, ended, () => this.conclude(ended, at));
    if (this.finish === null) this.conclude(ended, null);
  }

  /** It has ended, and so has its `finish`: until then it counts as running. `at`: when it ended, if that was before. */
  private conclude(ended: RunEnd, at: number | null): void {
    this.finish = null;
    this.pipeEnds?.leave();
    this.ended = ended;
    this.handle({ type: 'exited', exit: ended.exit, ...(at === null ? {} : { at }) });
    this.ended = null;
    this.killTree();
    this.tap?.ended();
  }

  /** Closes every log and pipe; nothing of it is used afterwards. */
  close(): void {
    this.cancelTimers();
    this.outputs.close();
    if (this.run !== null) closeRun(this.run);
    this.run = null;
    this.hold?.leave();
    this.pipeEnds?.close();
  }

  protected isFinishing(): boolean {
    return this.finish !== null;
  }

  protected onSettled(): void {
    // A program that is started again at once has not left its socket in between.
    if (this.run === null) this.hold?.leave();
  }

  protected perform(effect: Effect): void {
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
    this.stoppedFor = null;
    const opened = openChannel(this.context, this);
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
    this.pipeEnds?.join();
    this.context.awaitExit(pid, this);
    this.tap?.started();
    this.outputs.current = this.openOutputs(attempt);
    this.run = createRun(stdin, channel);
    this.handle({ type: 'spawned', pid });
  }

  private attemptSpawn(channel: OpenedChannel): SpawnAttempt {
    const taken = this.hold?.take() ?? null;
    if (taken !== null && 'error' in taken) return taken;
    if (channel !== null && 'error' in channel) return channel;
    const reading = this.pipeEnds?.take() ?? NOTHING_TAKEN;
    if ('error' in reading) return reading;
    const stdin = reading.fd ?? taken?.fd ?? null;
    return spawnProgram(this.context, this.config, this.group, stdin, channel, this.tap !== null);
  }

  private openOutputs({ pid, outputs }: Spawned): ProgramLog[] {
    const { context, config, group } = this;
    const onReady = config.ready?.kind === 'log' ? () => this.becameReady() : null;
    return outputs.map(({ channel, fd }) =>
      context.openOutput({ config, group, channel, pid, fd, tap: channel === 'stdout' ? this.tap : null, onReady }),
    );
  }

  private kill(signal: number, asGroup: boolean): void {
    const { SIGKILL } = constants.signals;
    if (this.finish !== null) {
      if (signal === SIGKILL) this.finish.kill();
      return;
    }
    if (signal !== SIGKILL && this.pipeEnds?.end()) return;
    const { pid } = this.status;
    if (this.config.kill_tree) this.tree ??= descendantsOf(pid);
    const errno = this.context.native.kill(asGroup ? -pid : pid, signal);
    if (errno === 0) return;
    const error = errnoName(errno);
    this.handle({ type: 'killFailed', signal, error, gone: error === 'ESRCH' });
  }

  private killTree(): void {
    if (this.tree !== null) killTree(this.context, this.config.name, this.tree);
    this.tree = null;
  }

  private endRun(): void {
    if (this.run === null) return;
    closeRun(this.run);
    this.outputs.end();
    this.run = null;
  }
}

const NOTHING_TAKEN = { fd: null } as const;

function announcement({ from, to, expected, backoff, pid }: Extract<Effect, { type: 'announce' }>) {
  return { from, to, expected, tries: backoff, pid };
}
