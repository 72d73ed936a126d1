/**
 * What the launcher (first lines of dist/tsupervisord.cjs, see build.mjs) found before it started Node: Node changes the
 * open files limit and the signals, and the launcher's shell the environment.
 */
export interface Found {
  /** Soft RLIMIT_NOFILE (-1: unlimited); null: not known. */
  readonly openFilesLimit: number | null;
  /** Bit n-1 is signal n. */
  readonly ignoredSignals: bigint;
  readonly blockedSignals: bigint;
  /** Open descriptors; empty: not known. */
  readonly descriptors: readonly number[];
}

export const NOTHING_FOUND: Found = {
  openFilesLimit: null,
  ignoredSignals: 0n,
  blockedSignals: 0n,
  descriptors: [],
};

const LAUNCH = 'TSUPERVISORD_LAUNCH=';
const INIT = 'TSUPERVISORD_INIT=';
/** Stands for the NUL between variables in the launcher's message. */
const SEPARATOR = '\x01';

/** `environment`: our own, `NAME=value` each. Gives back what it was before the launcher, and what that noted. */
export function takeLauncherNotes(environment: readonly string[]): { environment: string[]; notes: Found } {
  const [limit, ...before] = variable(environment, LAUNCH)?.split(SEPARATOR) ?? [];
  const now = environment.filter((each) => !each.startsWith(LAUNCH) && !each.startsWith(INIT));
  const [blocked, ignored, ...descriptors] = variable(environment, INIT)?.trim().split(/\s+/) ?? [];
  return {
    environment: before.length > 1 ? original(before.slice(0, -1), now) : now,
    notes: {
      openFilesLimit: limit === undefined ? null : limit.trim() === 'unlimited' ? -1 : Number(limit),
      blockedSignals: mask(blocked),
      ignoredSignals: mask(ignored),
      descriptors: descriptors.map(Number),
    },
  };
}

function variable(environment: readonly string[], start: string): string | undefined {
  return environment.find((each) => each.startsWith(start))?.slice(start.length);
}

function mask(hex: string | undefined): bigint {
  return hex === undefined || !/^[\da-f]+$/i.test(hex) ? NOTHING_FOUND.blockedSignals : BigInt(`0x${hex}`);
}

/** `pieces`: the variables as they were, in order, but cut at every separator that a value itself holds. */
function original(pieces: readonly string[], now: readonly string[]): string[] {
  const whole = now.filter((each) => each.includes(SEPARATOR)).map((each) => each.split(SEPARATOR));
  const variables: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    const parts = whole.find((each) => each.every((part, index) => part === pieces[at + index])) ?? [pieces[at] ?? ''];
    variables.push(parts.join(SEPARATOR));
    at += parts.length;
  }
  return variables;
}
