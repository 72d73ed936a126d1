import type { ProcessConfig } from '../../model/config.ts';
import type { ProcessStatus } from '../status.ts';
import { announce, log } from './effects.ts';
import type { Effect, On, Step } from './types.ts';

export function giveUp({ status }: On): Step {
  return toFatal({ ...status, wanted: 'down' });
}

/** FATAL, with the reason. */
export function giveUpAfter(
  config: ProcessConfig,
  status: ProcessStatus,
  effects: readonly Effect[],
  reason: string,
): Step {
  const fatal = toFatal(status);
  const message = log('info', `gave up: ${config.name} entered FATAL state, ${reason}`);
  return { status: fatal.status, effects: [...effects, ...fatal.effects, message] };
}

function toFatal(status: ProcessStatus): Step {
  const next: ProcessStatus = { ...status, state: 'FATAL', backoff: 0, dueAt: null };
  return { status: next, effects: [announce(status, next)] };
}

export function reasonToGiveUp(config: ProcessConfig, status: ProcessStatus, dueAt: number): string | null {
  const failed = status.state === 'BACKOFF' && !config.restart_forever && status.backoff > config.startretries;
  return failed ? 'too many start retries too quickly' : reasonToStay(config, status, dueAt);
}

/** Why a start at that time would be one too many for restart_limit. */
export function reasonToStay(
  { restart_limit }: ProcessConfig,
  { restarts }: ProcessStatus,
  dueAt: number,
): string | null {
  if (restart_limit === null) return null;
  const [times, seconds] = restart_limit;
  if (restarts.filter((at) => at > dueAt - seconds * 1000).length < times) return null;
  return `it was restarted ${times} times within ${seconds} seconds (restart_limit)`;
}
