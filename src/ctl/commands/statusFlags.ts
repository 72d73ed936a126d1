import { ProcessState } from '../../model/states.ts';

export interface StatusFlags {
  readonly json: boolean;
  /** Name of the state to wait for, or null. */
  readonly wait: string | null;
  /** Seconds. */
  readonly timeout: number;
  readonly names: readonly string[];
}

const DEFAULT_STATE = 'RUNNING';
const DEFAULT_TIMEOUT = 60;

/** Reads the words after `status`; a text is what is wrong with them. */
export function statusFlags(words: readonly string[]): StatusFlags | string {
  let flags: StatusFlags = { json: false, wait: null, timeout: DEFAULT_TIMEOUT, names: [] };
  for (const word of words) {
    const [name = '', value = null] = word.startsWith('--') ? splitAt(word, '=') : [''];
    const changed = name === '' ? { ...flags, names: [...flags.names, word] } : READERS[name]?.(flags, value);
    if (changed === undefined) return `Error: status has no option ${name}; it has ${Object.keys(READERS).join(', ')}`;
    if (typeof changed === 'string') return changed;
    flags = changed;
  }
  return flags;
}

const READERS: Readonly<Record<string, (flags: StatusFlags, value: string | null) => StatusFlags | string>> = {
  '--json': (flags, value) => (value === null ? { ...flags, json: true } : 'Error: --json takes no value'),
  '--wait': (flags, value) => {
    const state = (value ?? DEFAULT_STATE).toUpperCase();
    if (Object.hasOwn(ProcessState, state)) return { ...flags, wait: state };
    return `Error: no state is called ${value}; there are ${Object.keys(ProcessState).join(', ')}`;
  },
  '--timeout': (flags, value) => {
    const timeout = Number(value === null || value === '' ? Number.NaN : value);
    if (timeout >= 0) return { ...flags, timeout };
    return 'Error: --timeout takes a number of seconds, as in --timeout=30';
  },
};

function splitAt(word: string, separator: string): string[] {
  const at = word.indexOf(separator);
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}
