/** One message of the activity log; lines without a time of their own belong to the message before. */
export interface Entry {
  readonly time: string;
  readonly level: string;
  readonly text: string;
}

const HEAD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (CRIT|ERRO|WARN|INFO|DEBG|TRAC|BLAT) (.*)$/;

export function parseActivityLog(text: string): Entry[] {
  const entries: { time: string; level: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    const [, time, level, rest] = HEAD.exec(line) ?? [];
    const last = entries.at(-1);
    if (time !== undefined && level !== undefined && rest !== undefined) entries.push({ time, level, text: rest });
    else if (last) last.text += `\n${line}`;
  }
  // The newline that ends the file is no part of the last message.
  const last = entries.at(-1);
  if (last && text.endsWith('\n')) last.text = last.text.replace(/\n$/, '');
  return entries;
}

/** Which program a message is about, or null where it is about the daemon. */
export function programOf(text: string): string | null {
  for (const pattern of ABOUT) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

const ABOUT: readonly RegExp[] = [
  /^spawned: '(.+?)' with pid/,
  /^(?:exited|stopped|success|gave up): (\S+) /,
  /^killing '(.+?)' \(/,
  /^killing (\S+) \(pid/,
  /^waiting for (\S+) to stop$/,
  /^'(\S+)' (?:stdout|stderr) output:/,
];

/** Takes out of a text what differs from run to run: process ids and the sandbox's directory. */
export function normalise(text: string, dir: string): string {
  return REPLACEMENTS.reduce((result, [from, to]) => result.replace(from, to), text.replaceAll(dir, '<dir>'));
}

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, '<time>'],
  [/\bpid \d+/g, 'pid <pid>'],
  [/^killing '(.+?)' \(\d+\)/gm, "killing '$1' (<pid>)"],
  [/(---\S+?-)[a-zA-Z0-9_]{6,8}(\.log)/g, '$1<random>$2'],
];

/**
 * Messages whose presence or number depends on the moment: dropped from every comparison.
 * Each stands with its reason; the ones that matter have a case that looks at them.
 */
export const MOMENTARY: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /^waiting for .* to die$/,
    reason: 'throttled to one in 3 s; the names are those still running at that moment',
  },
  { pattern: /^waiting for .* to stop$/, reason: 'throttled to one in 2 s' },
  { pattern: /^received SIGCHLD indicating a child quit$/, reason: 'one for any number of children' },
  { pattern: /^fd \d+ closed, stopped monitoring /, reason: 'shows the memory address of a Python object' },
];

export function isMomentary(text: string): boolean {
  return MOMENTARY.some(({ pattern }) => pattern.test(text));
}
