import { constants } from 'node:os';
import type { ProcessConfig } from '../../model/config.ts';
import { signalName } from '../../model/waitStatus.ts';
import type { ProcessStatus } from '../status.ts';
import { announce, ignore, log, notRunning } from './effects.ts';
import type { On, Step } from './types.ts';

export function stop({ config, status, moment }: On): Step {
  const asGroup = status.state === 'STOPPING' ? config.killasgroup : config.stopasgroup;
  return signalStop({ config, status: { ...status, wanted: 'down' }, moment }, stopStep(config, 0), asGroup, 1);
}

/** Nobody wants it down: `stopped` takes its end for one of its own. */
export function stopAfterMaxRuntime(input: On): Step {
  const { config, status } = input;
  if (config.max_runtime === null) return ignore(input);
  const after = signalStop(input, stopStep(config, 0), config.stopasgroup, 1);
  const message = `max_runtime: ${config.name} (pid ${status.pid}) has run for ${config.max_runtime} seconds and is stopped`;
  return { status: after.status, effects: [log('warn', message), ...after.effects] };
}

/** The time for a signal to have its effect is over: the next one of the sequence, in the end SIGKILL. */
export function stopDue(input: On): Step {
  const { config, status } = input;
  const step = stopStep(config, status.stopStep);
  return step === null ? kill(input) : signalStop(input, step, config.stopasgroup, status.stopStep + 1);
}

/** The signal of that step, and how long to wait for its effect; null: only SIGKILL is left. */
function stopStep({ stop_sequence, stopsignal, stopwaitsecs }: ProcessConfig, step: number): StopStep {
  if (stop_sequence === null) return step === 0 ? [stopsignal, stopwaitsecs] : null;
  return stop_sequence[step] ?? null;
}

type StopStep = readonly [signal: number, seconds: number] | null;

export function kill({ config, status, moment }: On): Step {
  const step: StopStep = [constants.signals.SIGKILL, Math.max(config.stopwaitsecs, KILL_INTERVAL_MS / 1000)];
  const after = signalStop({ config, status, moment }, step, config.killasgroup, LAST_STEP);
  const message = log('warn', `killing '${config.name}' (${status.pid}) with SIGKILL`);
  return { status: after.status, effects: [message, ...after.effects] };
}

/** A process that SIGKILL does not end at once (a dying disk, a tracer) gets the next one no sooner than this. */
const KILL_INTERVAL_MS = 1000;

/** SIGKILL. */
const LAST_STEP = Number.MAX_SAFE_INTEGER;

function signalStop(
  { config, status, moment }: Pick<On, 'config' | 'status' | 'moment'>,
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

/** In BACKOFF. */
export function stopRetrying({ config, status }: On): Step {
  const next: ProcessStatus = { ...status, state: 'STOPPED', wanted: 'down', dueAt: null };
  const message = `Attempted to kill ${config.name}, which is in BACKOFF state.`;
  return { status: next, effects: [log('debug', message), announce(status, next)] };
}

/** In EXITED: it may have been about to be started again. */
export function cancelRestart({ config, status }: On): Step {
  return notRunning({ config, status: { ...status, wanted: 'down', dueAt: null } });
}

/** Once it is to be killed there is no more time. */
export function extend({ status, event, moment }: On<'extend'>): Step {
  const { dueAt, stopStep } = status;
  if (dueAt === null || stopStep === LAST_STEP) return { status, effects: [] };
  return { status: { ...status, dueAt: Math.max(dueAt, moment.now + event.milliseconds) }, effects: [] };
}

export function killFailed({ config, status, event }: On<'killFailed'>): Step {
  if (event.gone) {
    const message = `unable to signal ${config.name} (pid ${status.pid}), it probably just exited on its own: ${event.error}`;
    return { status, effects: [log('debug', message)] };
  }
  const next: ProcessStatus = { ...status, state: 'UNKNOWN', dueAt: null };
  const message = `unknown problem killing ${config.name} (${status.pid}): ${event.error}`;
  return { status: next, effects: [log('critical', message), announce(status, next)] };
}
