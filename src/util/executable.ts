/**
 * Present where all of this is one file with Node.js in it (src/executable): there is no script then, and no addon in a
 * folder.
 */
export interface Executable {
  /** What the launcher would have left for init mode in TSUPERVISORD_LAUNCH and TSUPERVISORD_INIT. */
  readonly notes: readonly string[];
  loadAddon(): unknown;
}

const KEY = Symbol.for('tsupervisord.executable');
const place = globalThis as { [KEY]?: Executable };

export function executable(): Executable | null {
  return place[KEY] ?? null;
}

export function becomeExecutable(self: Executable): void {
  place[KEY] = self;
}
