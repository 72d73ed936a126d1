import { backoffDelay } from '../backoff.ts';
import type { ProcessStatus } from '../status.ts';
import { announce, log } from './effects.ts';
import { giveUpAfter, reasonToGiveUp } from './giveUp.ts';
import type { Effect, On, Step } from './types.ts';

export function spawnFailed(input: On<'spawnFailed'>): Step {
  const { status, event } = input;
  const message = log('info', `spawnerr: ${event.message}`);
  const failed = { ...status, spawnerr: event.message, lastExit: event.status };
  return backOff({ ...input, status: failed }, [message], []);
}

/** STARTING → BACKOFF, and on to FATAL where no try is left. `before` is logged ahead of the change, `after` behind it. */
export function backOff({ config, status, moment }: On, before: Effect[], after: Effect[]): Step {
  const backoff = status.backoff + 1;
  const dueAt = moment.now + backoffDelay(config, backoff, moment.chance) * 1000;
  const next: ProcessStatus = { ...status, state: 'BACKOFF', pid: 0, backoff, dueAt };
  const effects = [...before, announce(status, next), ...after];
  const reason = reasonToGiveUp(config, next, dueAt);
  return reason === null ? { status: next, effects } : giveUpAfter(config, next, effects, reason);
}
