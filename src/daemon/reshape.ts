import type { GroupConfig } from '../model/config.ts';
import type { Supervisor } from './supervisor.ts';

/**
 * Gives a group that runs other processes than its configuration has. As in supervisor_twiddler, a group that was made
 * from the configuration in force changes there, too, until the next reread: removed and added again it is as it was.
 */
export function reshapeInForce(supervisor: Supervisor, config: GroupConfig, leaving: readonly string[]): void {
  const written = supervisor.groups.get(config.name)?.written ?? null;
  supervisor.reshapeGroup(config, new Set(leaving));
  if (written === null) {
    const reshaped = supervisor.groups.get(config.name);
    if (reshaped !== undefined) reshaped.written = null;
    return;
  }
  const groups = supervisor.config.groups.map((each) => (each === written ? config : each));
  supervisor.config = { ...supervisor.config, groups };
}
