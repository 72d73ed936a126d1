import type { SupervisordConfig } from '../model/config.ts';
import type { Native, ResourceLimit } from '../native/index.ts';
import type { Launch } from '../util/launch.ts';

/** What `minfds` and `minprocs` came to: messages for the log and limits for the children, or why they can't be had. */
export type LimitsResult =
  | { readonly ok: true; readonly infos: readonly string[]; readonly children: readonly ResourceLimit[] }
  | { readonly ok: false; readonly error: string };

const UNLIMITED = -1;

/**
 * Raises soft limits that are below what is asked for, as the reference does at its start. Node has raised our own limit
 * of open files beyond that; children get what they would have got from the reference.
 */
export function applyLimits(
  native: Native,
  config: Pick<SupervisordConfig, 'minfds' | 'minprocs'>,
  launch: Launch,
): LimitsResult {
  const files = filesLimit(native, config.minfds, launch);
  if ('error' in files) return { ok: false, error: files.error };
  const processes = processesLimit(native, config.minprocs);
  if ('error' in processes) return { ok: false, error: processes.error };
  return { ok: true, infos: [...files.infos, ...processes.infos], children: files.children };
}

type Raised =
  | { readonly infos: readonly string[]; readonly children: readonly ResourceLimit[] }
  | { readonly error: string };

function filesLimit(native: Native, minimum: number, launch: Launch): Raised {
  const resource = native.rlimit.NOFILE;
  const now = native.getRlimit(resource);
  const before = { soft: launch.nofile ?? now.soft, hard: now.hard };
  const wanted = raised(before, minimum);
  if (wanted === null) return { infos: [], children: launch.nofile === null ? [] : [{ resource, ...before }] };
  if (isBelow(now.hard, minimum) && !trySet(native, { resource, ...wanted }))
    return { error: FEW_FILES(minimum, wanted.hard) };
  return { infos: [`Increased RLIMIT_NOFILE limit to ${minimum}`], children: [{ resource, ...wanted }] };
}

function processesLimit(native: Native, minimum: number): Raised {
  const resource = native.rlimit.NPROC;
  const wanted = raised(native.getRlimit(resource), minimum);
  if (wanted === null) return { infos: [], children: [] };
  if (!trySet(native, { resource, ...wanted })) return { error: FEW_PROCESSES(minimum, wanted.hard) };
  return { infos: [`Increased RLIMIT_NPROC limit to ${minimum}`], children: [] };
}

interface SoftHard {
  readonly soft: number;
  readonly hard: number;
}

function raised({ soft, hard }: SoftHard, minimum: number): SoftHard | null {
  if (!isBelow(soft, minimum)) return null;
  return { soft: minimum, hard: isBelow(hard, minimum) ? minimum : hard };
}

function isBelow(limit: number, minimum: number): boolean {
  return limit !== UNLIMITED && limit < minimum;
}

function trySet(native: Native, limit: ResourceLimit): boolean {
  try {
    native.setRlimit(limit);
    return true;
  } catch {
    // EPERM for an ordinary user, EINVAL beyond the kernel's own bound: the caller says what that means.
    return false;
  }
}

const FEW_FILES = (minimum: number, hard: number) =>
  `The minimum number of file descriptors required to run this process is ${minimum} as per the "minfds" ` +
  `command-line argument or config file setting. The current environment will only allow you to open ${hard} file ` +
  'descriptors.  Either raise the number of usable file descriptors in your environment (see README.rst) or lower the ' +
  'minfds setting in the config file to allow the process to start.';

const FEW_PROCESSES = (minimum: number, hard: number) =>
  `The minimum number of available processes required to run this program is ${minimum} as per the "minprocs" ` +
  `command-line argument or config file setting. The current environment will only allow you to open ${hard} ` +
  'processes.  Either raise the number of usable processes in your environment (see README.rst) or lower the ' +
  'minprocs setting in the config file to allow the program to start.';
