import type { StateChange } from '../process/context.ts';
import type { Process } from '../process/process.ts';
import { createStartAnew } from './startAnew.ts';
import type { Supervisor } from './supervisor.ts';

/** Programs with `ready` or `health` are looked at while they run; the code for that is loaded with the first of them. */
export function watchProbes(supervisor: Supervisor, exit: (status: number, why: string) => void): () => void {
  const startAnew = createStartAnew(supervisor);

  function onChange({ group, process: name, to }: StateChange): void {
    if (to !== 'STARTING') return;
    const process = supervisor.groups.get(group)?.processes.get(name);
    if (process === undefined) return;
    if (process.config.ready !== null || process.config.health !== null) void look(process);
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
    startAnew(process, {
      option: 'health_action',
      why: `its health probe has failed ${process.config.health_retries} times`,
    });
  }

  return supervisor.observe(onChange);
}
