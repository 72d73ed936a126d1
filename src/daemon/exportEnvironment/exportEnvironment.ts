import type { SupervisordConfig } from '../../model/config.ts';
import { describeErrno, errnoOf } from '../../util/errno.ts';
import { filterEnvironment, type Variables } from './filter.ts';
import { formatFor } from './formats.ts';
import { replaceBlock } from './replaceBlock.ts';

/** For the log, which is opened later. */
export interface Exported {
  readonly infos: readonly string[];
  readonly warnings: readonly string[];
}

type Settings = Pick<SupervisordConfig, 'environment' | 'export_environment' | 'export_environment_exclude'>;

/**
 * Writes what the daemon hands to every program where log-ins find it: who comes by ssh has none of a container's
 * variables otherwise. That it cannot be written is no reason not to start.
 */
export function exportEnvironment(settings: Settings, inherited: Variables): Exported {
  const infos: string[] = [];
  const warnings: string[] = [];
  const all = { ...inherited, ...settings.environment };
  const { variables, secrets } = filterEnvironment(all, settings.export_environment_exclude);
  if (secrets.length > 0) infos.push(`export_environment leaves out what may be secret: ${secrets.join(', ')}`);
  for (const path of settings.export_environment) {
    const { lines, impossible } = formatFor(path, variables);
    if (impossible.length > 0) warnings.push(`export_environment: ${path} cannot hold ${impossible.join(', ')}`);
    const failure = write(path, lines);
    if (failure === null) infos.push(`export_environment: ${lines.length} variables are in ${path}`);
    else warnings.push(`export_environment: ${path} cannot be written: ${failure}`);
  }
  return { infos, warnings };
}

function write(path: string, lines: readonly string[]): string | null {
  try {
    replaceBlock(path, lines);
    return null;
  } catch (error) {
    return describeErrno(errnoOf(error));
  }
}
