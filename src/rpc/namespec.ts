import type { Process } from '../process/process.ts';

/** `group:name`; just the name where both are the same. */
export function namespecOf({ group, config }: Pick<Process, 'group' | 'config'>): string {
  return group === config.name ? group : `${group}:${config.name}`;
}
