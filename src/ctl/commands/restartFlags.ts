export interface RestartFlags {
  readonly way: 'rolling' | 'parallel';
  /** Seconds for each process; 0: as long as its own options say. */
  readonly timeout: number;
  readonly names: readonly string[];
}

/** Reads the words after `restart`; a text is what is wrong with them. */
export function restartFlags(words: readonly string[]): RestartFlags | string {
  const names = words.filter((word) => !word.startsWith('--'));
  const options = new Map(words.filter((word) => word.startsWith('--')).map(optionOf));
  const unknown = [...options.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) return `Error: restart has no option ${unknown}; it has ${OPTIONS.join(', ')}`;
  const rolling = options.has('--rolling');
  if (rolling === options.has('--parallel')) return 'Error: restart takes one of --rolling and --parallel';
  const valued = ['--rolling', '--parallel'].find((name) => (options.get(name) ?? null) !== null);
  if (valued !== undefined) return `Error: ${valued} takes no value`;
  if (options.has('--timeout') && !rolling) return 'Error: --timeout belongs to --rolling';
  const timeout = options.get('--timeout');
  if (timeout !== undefined && !/^[1-9][0-9]{0,8}$/.test(timeout ?? '')) {
    return 'Error: --timeout takes a number of seconds, as in --timeout=30';
  }
  if (names.length === 0) return 'Error: restart requires a process name';
  return { way: rolling ? 'rolling' : 'parallel', timeout: Number(timeout ?? 0), names };
}

const OPTIONS = ['--rolling', '--parallel', '--timeout'];

function optionOf(word: string): readonly [name: string, value: string | null] {
  const at = word.indexOf('=');
  return at === -1 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}
