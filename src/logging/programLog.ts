import type { ProcessConfig } from '../model/config.ts';
import type { Native, Pump, PumpSink } from '../native/index.ts';
import type { ActivityLog } from './activityLog.ts';
import type { Channel, LogFile } from './autoLogs.ts';
import type { Consoles } from './consoles.ts';
import type { Report } from './outage.ts';
import { createOutputChain, type OutputHooks } from './outputChain.ts';
import { needsLook, type OutputPlan, planOutput } from './outputPlan.ts';
import { type OutputTarget, openTarget, type TargetOptions } from './outputTarget.ts';

export interface ProgramLogOptions {
  readonly native: Pick<Native, 'openPump' | 'syslog'>;
  readonly consoles: Consoles;
  readonly activityLog: Pick<ActivityLog, 'debug' | 'warn' | 'error' | 'isEnabled'>;
  readonly config: ProcessConfig;
  readonly channel: Channel;
  /** From `logFileOf`. */
  readonly file: LogFile | null;
  /** strip_ansi of [supervisord]. */
  readonly stripAnsi: boolean;
  readonly hooks: OutputHooks;
  /** All output has been handed on: the pipe is closed on its other side. */
  readonly onEnd?: () => void;
}

/** One channel of one run of a program. */
export interface ProgramLog {
  readonly pump: Pump;
  /** Opens the log file anew (SIGUSR2). */
  reopen(): void;
  /** Clears the log: 0, or the errno for which its file could not be removed. */
  clear(): number;
  /** Handles what is in the pipe right now; true once its end has been reached. */
  drain(): boolean;
  /** Handles what is in the pipe right now and gives up the rest, and the log file. */
  close(): void;
}

/** Takes over `fd`, the reading end of the program's pipe. */
export function openProgramLog(fd: number, options: ProgramLogOptions): ProgramLog {
  const plan = planFor(options);
  const report: Report = (level, message) => options.activityLog[level](message);
  const target = openPlanTarget(plan, { consoles: options.consoles, report, onReplaced });
  const chain = createOutputChain(plan, target, options);
  let ended = false;
  let lostTold = 0;

  function useSink(): void {
    if (!ended) pump.setSink(chooseSink(plan, target));
  }

  /** A pump that moves bytes by itself holds a descriptor of the file. */
  function onReplaced(): void {
    if (!needsLook(plan)) useSink();
  }

  /** Without a plan that needs it, we look only because the file could not be opened: no longer than that. */
  function onData(chunk: Buffer): void {
    chain.write(chunk);
    if (!needsLook(plan) && target?.outage && target.healthy) useSink();
  }

  const pump: Pump = options.native.openPump(fd, chooseSink(plan, target), {
    onData,
    onLimit() {
      target?.rotate();
      useSink();
    },
    onWriteError: (errno) => target?.outage?.lose(0, errno),
    onWriteResumed(lost) {
      lostTold += lost;
      target?.outage?.lose(lost, 0);
      target?.outage?.recover();
    },
    onEnd() {
      end();
      options.onEnd?.();
    },
  });
  const leave = target?.join({ onFull: () => pump.pause(), onDrained: () => pump.resume() });

  function end(): void {
    if (ended) return;
    ended = true;
    leave?.();
    chain.end();
    if (target?.outage?.lasting) target.outage.lose(pump.lost - lostTold, 0);
  }

  return {
    pump,
    reopen: () => target?.reopen(),
    clear() {
      chain.clear();
      return target?.remove() ?? 0;
    },
    drain: () => pump.drain(),
    close() {
      if (!ended) pump.drain();
      end();
      pump.close();
      target?.close();
    },
  };
}

function openPlanTarget(
  plan: OutputPlan,
  options: Pick<TargetOptions, 'consoles' | 'report' | 'onReplaced'>,
): OutputTarget | null {
  if (plan.file === null) return null;
  const { file, maxbytes, backups } = plan;
  return openTarget({ ...options, file, maxbytes, backups, use: needsLook(plan) ? 'append' : 'pump' });
}

function planFor(options: ProgramLogOptions): OutputPlan {
  const { hooks } = options;
  return planOutput({
    config: options.config,
    channel: options.channel,
    file: options.file,
    strip: options.stripAnsi,
    echo: options.activityLog.isEnabled('debug'),
    onLog: hooks.onLog !== undefined,
    onCommunication: hooks.onCommunication !== undefined,
    listener: hooks.onProtocol !== undefined,
  });
}

function chooseSink(plan: OutputPlan, target: OutputTarget | null): PumpSink {
  if (needsLook(plan)) return { kind: 'data' };
  if (target === null) return { kind: 'discard' };
  return target.pumpSink() ?? { kind: 'data' };
}
