import type { ProcessConfig } from '../../model/config.ts';
import type { ProcessStatus } from '../status.ts';
import { alreadyRunning, announce, log } from './effects.ts';
import { giveUpAfter, reasonToStay } from './giveUp.ts';
import type { Moment, On, Step } from './types.ts';

/** Somebody asks for it: what happened before does not count any more. */
export function start(input: On): Step {
  return begin({ ...input, status: { ...input.status, restarts: NEVER } });
}

/** By itself, after a stop that was only for this. */
export function startAgain(input: On): Step {
  const { config, status, moment } = input;
  const reason = reasonToStay(config, status, moment.now);
  return reason === null ? restart(input) : giveUpAfter(config, status, [], reason);
}

/** By itself, after an end or a failed start. */
export function restart(input: On): Step {
  const { config, status, moment } = input;
  if (!moment.mayStart) return { status: { ...status, dueAt: null }, effects: [] };
  const restarts = remembered(config, status, moment);
  return begin({ ...input, status: { ...status, restarts, restartCount: status.restartCount + 1 } });
}

/** As many as restart_limit asks for. */
function remembered({ restart_limit }: ProcessConfig, { restarts }: ProcessStatus, { now }: Moment): readonly number[] {
  return restart_limit === null ? NEVER : [...restarts, now].slice(-restart_limit[0]);
}

const NEVER: readonly number[] = [];

function begin({ config, status, moment }: On): Step {
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

export function spawned({ config, status, event, moment }: On<'spawned'>): Step {
  const dueAt = moment.now + config.startsecs * 1000;
  return {
    status: { ...status, pid: event.pid, dueAt },
    effects: [log('info', `spawned: '${config.name}' with pid ${event.pid}`)],
  };
}

export function stayedUp({ config, status, moment }: On): Step {
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
