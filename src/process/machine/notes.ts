import type { On, Step } from './types.ts';

export function wait({ status, event }: On<'wait'>): Step {
  return { status: { ...status, waitingFor: event.what }, effects: [] };
}

export function scheduled({ status, event }: On<'scheduled'>): Step {
  return { status: { ...status, nextRun: event.at }, effects: [] };
}

export function seen({ status, event }: On<'seen'>): Step {
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
