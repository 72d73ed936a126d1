import type { StateChange } from '../process/context.ts';
import type { Process } from '../process/process.ts';
import type { Supervisor } from './supervisor.ts';

/** Programs with `ready` or `health` are looked at while they run; the code for that is loaded with the first of them. */
export function watchProbes(supervisor: Supervisor, exit: (status: number, why: string) => void): () => void {
  const restarting = new WeakSet<Process>();

  function onChange({ group, process: name, to }: StateChange): void {
    if (to !== 'STARTING' && to !== 'STOPPED') return;
    const process = supervisor.groups.get(group)?.processes.get(name);
    if (process === undefined) return;
    if (to === 'STARTING' && (process.config.ready !== null || process.config.health !== null)) void look(process);
    else if (to === 'STOPPED' && restarting.delete(process)) queueMicrotask(() => process.start());
  }

  async function look(process: Process): Promise<void> {
    const { watchRun } = await import('../process/probes/watch.ts');
    const { clock, log } = supervisor;
    watchRun(process, { clock, log, onUnhealthy });
  }

  function onUnhealthy(process: Process): void {
    const { name, health_action: action } = process.config;
    if (supervisor.mood !== 'RUNNING' || action === 'none') return;
    if (action === 'exit') {
      exit(1, `health_action=exit: ${name} is unhealthy`);
      return;
    }
    supervisor.log.warn(`health_action=restart: ${name} is started anew`);
    restarting.add(process);
    process.stop();
  }

  return supervisor.observe(onChange);
}
