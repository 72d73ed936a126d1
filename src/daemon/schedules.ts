import type { Scheduler } from './schedule/scheduler.ts';
import type { Supervisor } from './supervisor.ts';

/** Starts programs with `schedule` when they are due; the code for that is loaded with the first of them. */
export function watchSchedules(supervisor: Supervisor): () => void {
  let scheduler: Promise<Scheduler> | null = null;
  let stopped = false;

  function revise(): void {
    if (scheduler === null && !hasSchedule(supervisor)) return;
    scheduler ??= load(supervisor);
    void scheduler.then(({ revise }) => stopped || revise());
  }

  revise();
  const stopObserving = supervisor.observeGroups(revise);
  return () => {
    stopped = true;
    stopObserving();
    void scheduler?.then(({ stop }) => stop());
  };
}

async function load(supervisor: Supervisor): Promise<Scheduler> {
  const { createScheduler } = await import('./schedule/scheduler.ts');
  return createScheduler(supervisor);
}

function hasSchedule(supervisor: Supervisor): boolean {
  for (const { config } of supervisor.processes()) if (config.schedule !== null) return true;
  return false;
}
