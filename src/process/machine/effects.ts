import { signalName } from '../../model/waitStatus.ts';
import type { ProcessStatus } from '../status.ts';
import type { Effect, LogEffectLevel, On, Step } from './types.ts';

export function announce(from: ProcessStatus, to: ProcessStatus, expected = true): Effect {
  const pid = to.pid === 0 ? from.pid : to.pid;
  return { type: 'announce', from: from.state, to: to.state, expected, backoff: to.backoff, pid };
}

export function log(level: LogEffectLevel, message: string): Effect {
  return { type: 'log', level, message };
}

export function ignore({ status }: On): Step {
  return { status, effects: [] };
}

export function notRunning({ config, status }: Pick<On, 'config' | 'status'>): Step {
  const message = `attempted to kill ${config.name} with sig ${signalName(config.stopsignal)} but it wasn't running`;
  return { status, effects: [log('debug', message)] };
}

export function alreadyRunning({ config, status }: Pick<On, 'config' | 'status'>): Step {
  return { status, effects: [log('warn', `process '${config.name}' already running`)] };
}
