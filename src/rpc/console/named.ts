import type { Supervisor } from '../../daemon/supervisor.ts';
import type { Process } from '../../process/process.ts';

/** `group:name`, or just the name where both are the same; null: there is none. */
export function processNamed({ groups }: Supervisor, namespec: string): Process | null {
  const colon = namespec.indexOf(':');
  const group = colon === -1 ? namespec : namespec.slice(0, colon);
  const process = colon === -1 ? namespec : namespec.slice(colon + 1);
  return groups.get(group)?.processes.get(process) ?? null;
}
