import { constants } from 'node:os';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessStateName } from '../model/states.ts';
import { type ProcessExit, signalName } from '../model/waitStatus.ts';
import { backoffDelay } from './backoff.ts';
import { endsDaemon, shellStatus } from './exitOn.ts';
import type { Health, ProcessStatus } from './status.ts';

/**
 * The life cycle of one process: a pure function from what there is and what happens to what there is then and what has
 * to be done. Source: Supervisor's documentation, "Process States", and the reference's behaviour down to its messages.
 */
export type ProcessEvent =
  | { readonly type: 'start' }
  /** The daemon has stopped it in order to start it again by itself. */
  | { readonly type: 'startAgain' }
  /** The answers to a `spawn` effect. */
  | { readonly type: 'spawned'; readonly pid: number }
  | { readonly type: 'spawnFailed'; readonly message: string; readonly status: number }
  /** `at` (monotonic milliseconds): where it is told later than it happened. */
  | { readonly type: 'exited'; readonly exit: ProcessExit; readonly at?: number }
  | { readonly type: 'stop' }
  /** The answer to a `kill` effect that the kernel refused. */
  | { readonly type: 'killFailed'; readonly signal: number; readonly error: string; readonly gone: boolean }
  /** A shutdown asks: no more tries. */
  | { readonly type: 'giveUp' }
  /** The time for a shutdown is up: no more waiting for a process that was asked to stop. */
  | { readonly type: 'kill' }
  /** It is not started yet, because of something else. */
  | { readonly type: 'wait'; readonly what: string }
  /** Its schedule has worked out when it is started next. */
  | { readonly type: 'scheduled'; readonly at: number | null }
  /** What a probe has seen. */
  | { readonly type: 'seen'; readonly ready?: boolean; readonly health?: Health; readonly text?: string }
  /** It asks for so many milliseconds more before it is killed. */
  | { readonly type: 'extend'; readonly milliseconds: number }
  /** `dueAt` has come. */
  | { readonly type: 'timer' };

export type ProcessEventType = ProcessEvent['type'];

export type LogEffectLevel = 'critical' | 'warn' | 'info' | 'debug';

export type Effect =
  | { readonly type: 'spawn' }
  | { readonly type: 'kill'; readonly signal: number; readonly asGroup: boolean }
  | { readonly type: 'log'; readonly level: LogEffectLevel; readonly message: string }
  /** A change of state, told to event listeners and to whoever waits for it. `before` is the status it happened from. */
  | {
      readonly type: 'announce';
      readonly from: ProcessStateName;
      readonly to: ProcessStateName;
      readonly expected: boolean;
      readonly backoff: number;
      readonly pid: number;
    };

export interface Moment {
  readonly now: number;
  readonly wall: number;
  /** False while the daemon shuts down: nothing is started any more. */
  readonly mayStart: boolean;
  /** From 0 to 1. */
  readonly chance: number;
}

export interface Step {
  readonly status: ProcessStatus;
  readonly effects: readonly Effect[];
}

/** One step of the machine. An event that a state has no cell for is logged and changes nothing. */
export function step(config: ProcessConfig, status: ProcessStatus, event: ProcessEvent, moment: Moment): Step {
  const cell = TABLE[status.state][event.type];
  if (cell === undefined) return impossible(config, status, event);
  return (cell as Cell<ProcessEvent>)({ config, status, event, moment });
}

interface Input<E extends ProcessEvent> {
  readonly config: ProcessConfig;
  readonly status: ProcessStatus;
  readonly event: E;
  readonly moment: Moment;
}

type Cell<E extends ProcessEvent> = (input: Input<E>) => Step;
type Row = { readonly [T in ProcessEventType]?: Cell<Extract<ProcessEvent, { type: T }>> };

/** A program that was up for less than this is not started again earlier than this after its last start. */
const RESTART_INTERVAL_MS = 1000;

/** A process that SIGKILL does not end at once (a dying disk, a tracer) gets the next one no sooner than this. */
const KILL_INTERVAL_MS = 1000;

const TABLE: Readonly<Record<ProcessStateName, Row>> = {
  STOPPED: { start, startAgain, stop: notRunning, giveUp: ignore, timer: ignore, wait, scheduled, seen: ignore },
  STARTING: {
    spawned,
    spawnFailed,
    exited: exitedWhileStarting,
    stop,
    timer: stayedUp,
    start: alreadyRunning,
    scheduled,
    seen,
  },
  RUNNING: { exited, stop, start: alreadyRunning, giveUp: ignore, timer: stopAfterMaxRuntime, scheduled, seen },
  BACKOFF: { start, timer: restart, stop: stopRetrying, giveUp, scheduled },
  STOPPING: {
    exited: stopped,
    timer: stopDue,
    killFailed,
    stop,
    kill,
    extend,
    start: alreadyRunning,
    scheduled,
    seen,
  },
  EXITED: { start, timer: restart, stop: cancelRestart, giveUp: ignore, wait, scheduled },
  FATAL: { start, stop: notRunning, giveUp: ignore, timer: ignore, wait, scheduled },
  UNKNOWN: {
    start: alreadyRunning,
    exited: exitedAfterAll,
    stop: notRunning,
    giveUp: ignore,
    timer: ignore,
    scheduled,
    seen,
  },
};

function wait({ status, event }: Input<Extract<ProcessEvent, { type: 'wait' }>>): Step {
  return { status: { ...status, waitingFor: event.what }, effects: [] };
}

function scheduled({ status, event }: Input<Extract<ProcessEvent, { type: 'scheduled' }>>): Step {
  return { status: { ...status, nextRun: event.at }, effects: [] };
}

function seen({ status, event }: Input<Extract<ProcessEvent, { type: 'seen' }>>): Step {
  return {
    status: {
      ...status,
      ready: event.ready ?? status.ready,
      health: event.health ?? status.health,
      statusText: event.text ?? status.statusText,
    },
    effects: [],
  };
}

/** Once it is to be killed there is no more time. */
function extend({ status, event, moment }: Input<Extract<ProcessEvent, { type: 'extend' }>>): Step {
  const { dueAt, stopStep } = status;
  if (dueAt === null || stopStep === LAST_STEP) return { status, effects: [] };
  return { status: { ...status, dueAt: Math.max(dueAt, moment.now + event.milliseconds) }, effects: [] };
}

/** SIGKILL. */
const LAST_STEP = Number.MAX_SAFE_INTEGER;

/** Somebody asks for it: what happened before does not count any more. */
function start(input: Input<ProcessEvent>): Step {
  return begin({ ...input, status: { ...input.status, restarts: NEVER } });
}

const NEVER: readonly number[] = [];

function begin({ config, status, moment }: Input<ProcessEvent>): Step {
  if (status.pid !== 0) return alreadyRunning({ config, status });
  const next: ProcessStatus = {
    ...status,
    state: 'STARTING',
    wanted: 'up',
    startedAt: moment.now,
    laststart: moment.wall,
    dueAt: null,
    exitstatus: null,
    spawnerr: null,
    waitingFor: null,
    ready: false,
    statusText: null,
    health: config.health === null ? null : 'starting',
    startCount: status.startCount + 1,
  };
  return { status: next, effects: [announce(status, next), { type: 'spawn' }] };
}

function spawned({ config, status, event, moment }: Input<Extract<ProcessEvent, { type: 'spawned' }>>): Step {
  const dueAt = moment.now + config.startsecs * 1000;
  return {
    status: { ...status, pid: event.pid, dueAt },
    effects: [log('info', `spawned: '${config.name}' with pid ${event.pid}`)],
  };
}

function spawnFailed(input: Input<Extract<ProcessEvent, { type: 'spawnFailed' }>>): Step {
  const { status, event } = input;
  const message = log('info', `spawnerr: ${event.message}`);
  const failed = { ...status, spawnerr: event.message, lastExit: event.status };
  return backOff({ ...input, status: failed }, [message], []);
}

/** STARTING → BACKOFF, and on to FATAL where no try is left. `before` is logged ahead of the change, `after` behind it. */
function backOff({ config, status, moment }: Input<ProcessEvent>, before: Effect[], after: Effect[]): Step {
  const backoff = status.backoff + 1;
  const dueAt = moment.now + backoffDelay(config, backoff, moment.chance) * 1000;
  const next: ProcessStatus = { ...status, state: 'BACKOFF', pid: 0, backoff, dueAt };
  const effects = [...before, announce(status, next), ...after];
  const reason = reasonToGiveUp(config, next, dueAt);
  return reason === null ? { status: next, effects } : giveUpAfter(config, next, effects, reason);
}

/** FATAL, with the reason. */
function giveUpAfter(config: ProcessConfig, status: ProcessStatus, effects: readonly Effect[], reason: string): Step {
  const fatal = toFatal(status);
  const message = log('info', `gave up: ${config.name} entered FATAL state, ${reason}`);
  return { status: fatal.status, effects: [...effects, ...fatal.effects, message] };
}

function reasonToGiveUp(config: ProcessConfig, status: ProcessStatus, dueAt: number): string | null {
  const failed = status.state === 'BACKOFF' && !config.restart_forever && status.backoff > config.startretries;
  return failed ? 'too many start retries too quickly' : reasonToStay(config, status, dueAt);
}

/** Why a start at that time would be one too many for restart_limit. */
function reasonToStay({ restart_limit }: ProcessConfig, { restarts }: ProcessStatus, dueAt: number): string | null {
  if (restart_limit === null) return null;
  const [times, seconds] = restart_limit;
  if (restarts.filter((at) => at > dueAt - seconds * 1000).length < times) return null;
  return `it was restarted ${times} times within ${seconds} seconds (restart_limit)`;
}

function toFatal(status: ProcessStatus): Step {
  const next: ProcessStatus = { ...status, state: 'FATAL', backoff: 0, dueAt: null };
  return { status: next, effects: [announce(status, next)] };
}

function stayedUp({ config, status, moment }: Input<ProcessEvent>): Step {
  if (status.pid === 0) return { status, effects: [] };
  const { max_runtime } = config;
  const dueAt = max_runtime === null ? null : Math.max(moment.now, status.startedAt + max_runtime * 1000);
  const next: ProcessStatus = { ...status, state: 'RUNNING', backoff: 0, dueAt };
  const stayed = `process has stayed up for > than ${config.startsecs} seconds (startsecs)`;
  return {
    status: next,
    effects: [announce(status, next), log('info', `success: ${config.name} entered RUNNING state, ${stayed}`)],
  };
}

function exitedWhileStarting(input: Input<Extract<ProcessEvent, { type: 'exited' }>>): Step {
  const { config, status, event, moment } = input;
  if ((event.at ?? moment.now) - status.startedAt < config.startsecs * 1000 && !isDone(config, event.exit)) {
    const spawnerr = 'Exited too quickly (process log may have details)';
    const lastExit = shellStatus(event.exit);
    const ended = { ...status, exitstatus: null, spawnerr, laststop: moment.wall, lastExit };
    const message = log('warn', `exited: ${config.name} (${event.exit.description}; not expected)`);
    return backOff({ ...input, status: ended }, [], [message]);
  }
  // It was up for startsecs, and ended before the timer that says so was served; or it is done.
  const running: ProcessStatus = { ...status, state: 'RUNNING' };
  const after = exited({ ...input, status: running });
  return { status: after.status, effects: [announce(status, running), ...after.effects] };
}

/** A oneshot that ends well is done, however quick it was. */
function isDone({ type, exitcodes }: ProcessConfig, { code }: ProcessExit): boolean {
  return type === 'oneshot' && exitcodes.includes(code);
}

function exited(input: Input<Extract<ProcessEvent, { type: 'exited' }>>): Step {
  const { config, status, event, moment } = input;
  const { code, description } = event.exit;
  const expected = config.exitcodes.includes(code);
  const next: ProcessStatus = {
    ...status,
    state: 'EXITED',
    pid: 0,
    backoff: 0,
    exitstatus: code,
    spawnerr: expected ? status.spawnerr : `Bad exit code ${code}`,
    laststop: moment.wall,
    lastExit: shellStatus(event.exit),
    dueAt: restartDue(config, status, expected, moment),
  };
  const message = expected
    ? log('info', `exited: ${config.name} (${description}; expected)`)
    : log('warn', `exited: ${config.name} (${description}; not expected)`);
  const effects = [announce(status, next, expected), message];
  const reason = next.dueAt === null ? null : reasonToStay(config, next, next.dueAt);
  if (reason !== null) return giveUpAfter(config, next, effects, reason);
  if (next.dueAt === null || next.dueAt > moment.now) return { status: next, effects };
  const again = restart({ ...input, status: next });
  return { status: again.status, effects: [...effects, ...again.effects] };
}

function restartDue(config: ProcessConfig, status: ProcessStatus, expected: boolean, moment: Moment): number | null {
  const wanted = config.autorestart === true || (config.autorestart === 'unexpected' && !expected);
  if (endsDaemon(config.exit_on, expected)) return null;
  return wanted ? Math.max(moment.now, status.startedAt + RESTART_INTERVAL_MS) : null;
}

/** By itself, after a stop that was only for this. */
function startAgain(input: Input<ProcessEvent>): Step {
  const { config, status, moment } = input;
  const reason = reasonToStay(config, status, moment.now);
  return reason === null ? restart(input) : giveUpAfter(config, status, [], reason);
}

/** By itself, after an end or a failed start. */
function restart(input: Input<ProcessEvent>): Step {
  const { config, status, moment } = input;
  if (!moment.mayStart) return { status: { ...status, dueAt: null }, effects: [] };
  const restarts = remembered(config, status, moment);
  return begin({ ...input, status: { ...status, restarts, restartCount: status.restartCount + 1 } });
}

/** As many as restart_limit asks for. */
function remembered({ restart_limit }: ProcessConfig, { restarts }: ProcessStatus, { now }: Moment): readonly number[] {
  return restart_limit === null ? NEVER : [...restarts, now].slice(-restart_limit[0]);
}

function stop({ config, status, moment }: Input<ProcessEvent>): Step {
  const asGroup = status.state === 'STOPPING' ? config.killasgroup : config.stopasgroup;
  return signalStop({ config, status: { ...status, wanted: 'down' }, moment }, stopStep(config, 0), asGroup, 1);
}

/** Nobody wants it down: `stopped` takes its end for one of its own. */
function stopAfterMaxRuntime(input: Input<ProcessEvent>): Step {
  const { config, status } = input;
  if (config.max_runtime === null) return ignore(input);
  const after = signalStop(input, stopStep(config, 0), config.stopasgroup, 1);
  const message = `max_runtime: ${config.name} (pid ${status.pid}) has run for ${config.max_runtime} seconds and is stopped`;
  return { status: after.status, effects: [log('warn', message), ...after.effects] };
}

/** The signal of that step, and how long to wait for its effect; null: only SIGKILL is left. */
function stopStep({ stop_sequence, stopsignal, stopwaitsecs }: ProcessConfig, step: number): StopStep {
  if (stop_sequence === null) return step === 0 ? [stopsignal, stopwaitsecs] : null;
  return stop_sequence[step] ?? null;
}

type StopStep = readonly [signal: number, seconds: number] | null;

/** The time for a signal to have its effect is over: the next one of the sequence, in the end SIGKILL. */
function stopDue(input: Input<ProcessEvent>): Step {
  const { config, status } = input;
  const step = stopStep(config, status.stopStep);
  return step === null ? kill(input) : signalStop(input, step, config.stopasgroup, status.stopStep + 1);
}

function kill({ config, status, moment }: Input<ProcessEvent>): Step {
  const step: StopStep = [constants.signals.SIGKILL, Math.max(config.stopwaitsecs, KILL_INTERVAL_MS / 1000)];
  const after = signalStop({ config, status, moment }, step, config.killasgroup, LAST_STEP);
  const message = log('warn', `killing '${config.name}' (${status.pid}) with SIGKILL`);
  return { status: after.status, effects: [message, ...after.effects] };
}

function signalStop(
  { config, status, moment }: Pick<Input<ProcessEvent>, 'config' | 'status' | 'moment'>,
  step: StopStep,
  asGroup: boolean,
  nextStep: number,
): Step {
  if (status.pid === 0 || step === null) return notRunning({ config, status });
  const [signal, seconds] = step;
  const next: ProcessStatus = {
    ...status,
    state: 'STOPPING',
    stopStep: nextStep,
    dueAt: moment.now + seconds * 1000,
  };
  const group = asGroup ? 'process group ' : '';
  const message = `killing ${config.name} (pid ${status.pid}) ${group}with signal ${signalName(signal)}`;
  const announced = status.state === 'STOPPING' ? [] : [announce(status, next)];
  return { status: next, effects: [log('debug', message), ...announced, { type: 'kill', signal, asGroup }] };
}

function stopped(input: Input<Extract<ProcessEvent, { type: 'exited' }>>): Step {
  const { config, status, event, moment } = input;
  if (status.wanted === 'up') return exitedByMaxRuntime(input);
  const { code, description } = event.exit;
  const next: ProcessStatus = {
    ...status,
    state: 'STOPPED',
    pid: 0,
    dueAt: null,
    exitstatus: code,
    laststop: moment.wall,
    lastExit: shellStatus(event.exit),
  };
  const level = config.exitcodes.includes(code) ? 'info' : 'warn';
  return { status: next, effects: [announce(status, next), log(level, `stopped: ${config.name} (${description})`)] };
}

/** Its time was up, and it was not done: that it says 0 when it is told to end does not make it a success. */
function exitedByMaxRuntime(input: Input<Extract<ProcessEvent, { type: 'exited' }>>): Step {
  const { config, event } = input;
  if (!config.exitcodes.includes(event.exit.code)) return exited(input);
  return exited({ ...input, event: { ...event, exit: { ...event.exit, code: -1, signal: config.stopsignal } } });
}

function killFailed({ config, status, event }: Input<Extract<ProcessEvent, { type: 'killFailed' }>>): Step {
  if (event.gone) {
    const message = `unable to signal ${config.name} (pid ${status.pid}), it probably just exited on its own: ${event.error}`;
    return { status, effects: [log('debug', message)] };
  }
  const next: ProcessStatus = { ...status, state: 'UNKNOWN', dueAt: null };
  const message = `unknown problem killing ${config.name} (${status.pid}): ${event.error}`;
  return { status: next, effects: [log('critical', message), announce(status, next)] };
}

/** The reference dies of an assertion here; the process is gone, and that is what is said. */
function exitedAfterAll({ config, status, event, moment }: Input<Extract<ProcessEvent, { type: 'exited' }>>): Step {
  const { code, description } = event.exit;
  const lastExit = shellStatus(event.exit);
  const next: ProcessStatus = { ...status, state: 'EXITED', pid: 0, exitstatus: code, laststop: moment.wall, lastExit };
  const expected = config.exitcodes.includes(code);
  const message = `exited: ${config.name} (${description}; ${expected ? 'expected' : 'not expected'})`;
  return { status: next, effects: [announce(status, next, expected), log(expected ? 'info' : 'warn', message)] };
}

function stopRetrying({ config, status }: Input<ProcessEvent>): Step {
  const next: ProcessStatus = { ...status, state: 'STOPPED', wanted: 'down', dueAt: null };
  const message = `Attempted to kill ${config.name}, which is in BACKOFF state.`;
  return { status: next, effects: [log('debug', message), announce(status, next)] };
}

function cancelRestart({ config, status }: Input<ProcessEvent>): Step {
  return notRunning({ config, status: { ...status, wanted: 'down', dueAt: null } });
}

function giveUp({ status }: Input<ProcessEvent>): Step {
  return toFatal({ ...status, wanted: 'down' });
}

function notRunning({ config, status }: Pick<Input<ProcessEvent>, 'config' | 'status'>): Step {
  const message = `attempted to kill ${config.name} with sig ${signalName(config.stopsignal)} but it wasn't running`;
  return { status, effects: [log('debug', message)] };
}

function alreadyRunning({ config, status }: Pick<Input<ProcessEvent>, 'config' | 'status'>): Step {
  return { status, effects: [log('warn', `process '${config.name}' already running`)] };
}

function ignore({ status }: Input<ProcessEvent>): Step {
  return { status, effects: [] };
}

function impossible(config: ProcessConfig, status: ProcessStatus, event: ProcessEvent): Step {
  const message = `${config.name}: event '${event.type}' cannot happen in state ${status.state}; nothing was changed`;
  return { status, effects: [log('critical', message)] };
}

function announce(from: ProcessStatus, to: ProcessStatus, expected = true): Effect {
  const pid = to.pid === 0 ? from.pid : to.pid;
  return { type: 'announce', from: from.state, to: to.state, expected, backoff: to.backoff, pid };
}

function log(level: LogEffectLevel, message: string): Effect {
  return { type: 'log', level, message };
}
