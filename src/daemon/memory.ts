import type { StateChange } from '../process/context.ts';
import type { MemoryUse, MemoryWatch } from '../process/memory/watch.ts';
import type { Process } from '../process/process.ts';
import { createStartAnew } from './startAnew.ts';
import type { Supervisor } from './supervisor.ts';

/** Starts programs anew that use more than `max_memory`; the code for that is loaded with the first of them. */
export function watchMemory(supervisor: Supervisor): () => void {
  const startAnew = createStartAnew(supervisor);
  let watch: Promise<MemoryWatch> | null = null;

  function onChange({ group, process: name, to }: StateChange): void {
    if (to !== 'STARTING') return;
    const process = supervisor.groups.get(group)?.processes.get(name);
    if (process === undefined || process.config.max_memory === null) return;
    watch ??= load();
    void watch.then(({ add }) => add(process));
  }

  async function load(): Promise<MemoryWatch> {
    const { createMemoryWatch } = await import('../process/memory/watch.ts');
    return createMemoryWatch(supervisor.clock, onTooMuch);
  }

  function onTooMuch(process: Process, use: MemoryUse): void {
    if (supervisor.mood !== 'RUNNING') return;
    const why = words(process, use);
    supervisor.log.warn(`max_memory: ${why}; it is started anew`);
    startAnew(process, { option: 'max_memory', why });
  }

  return supervisor.observe(onChange);
}

function words({ config }: Process, { bytes, processes }: MemoryUse): string {
  const others = processes - 1;
  const descendants = others === 0 ? '' : ` and ${others} descendant${others === 1 ? '' : 's'}`;
  return `${config.name}${descendants} use ${megabytes(bytes)}, more than ${megabytes(config.max_memory ?? 0)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
