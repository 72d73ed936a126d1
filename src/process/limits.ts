import { rlimitsText } from '../config/types/rlimits.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ResourceLimit, RlimitName } from '../native/index.ts';
import type { ProcessContext } from './context.ts';

/** Limits of a program where they differ from the daemon's: its own, and what the daemon sets for all. */
export function programLimits(
  { native, rlimits }: Pick<ProcessContext, 'native' | 'rlimits'>,
  config: Pick<ProcessConfig, 'rlimits'>,
): readonly ResourceLimit[] {
  if (config.rlimits.length === 0) return rlimits;
  const own = config.rlimits.map(({ name, soft, hard }) => ({
    resource: native.rlimit[name.toUpperCase() as RlimitName],
    soft,
    hard,
  }));
  const taken = new Set(own.map(({ resource }) => resource));
  return [...rlimits.filter(({ resource }) => !taken.has(resource)), ...own];
}

/** For the message about limits that the kernel refuses. */
export function limitsInWords({ rlimits }: Pick<ProcessConfig, 'rlimits'>): string {
  return rlimits.length === 0 ? '' : ` (rlimits=${rlimitsText(rlimits)})`;
}
