import type { Process } from '../process/process.ts';
import type { StopReason } from '../process/run.ts';
import type { Supervisor } from './supervisor.ts';

/** Stops a program as usual and starts it again once it has stopped; `restart_limit` counts that. */
export function createStartAnew(supervisor: Supervisor): (process: Process, reason: StopReason) => void {
  const stopping = new Set<Process>();
  let observing = false;

  function onStopped(process: Process): void {
    if (process.status.state !== 'STOPPED' || !stopping.delete(process)) return;
    // Who waits for the stop in order to remove or change it comes first.
    setImmediate(() => {
      if (isCurrent(supervisor, process)) process.startAgain();
    });
  }

  function observe(): void {
    observing = true;
    supervisor.observe(({ group, process: name }) => {
      const changed = supervisor.groups.get(group)?.processes.get(name);
      if (changed !== undefined) onStopped(changed);
    });
  }

  return (process, reason) => {
    if (!observing) observe();
    stopping.add(process);
    process.stoppedFor = reason;
    process.stop();
  };
}

function isCurrent({ groups }: Supervisor, process: Process): boolean {
  return groups.get(process.group)?.processes.get(process.config.name) === process;
}
