import type { Problem } from '../program.ts';

export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/**
 * The lines of a unit file or drop-in: continued ones joined, comments gone (systemd.syntax(7)). Others are passed over, as
 * by systemd, and come back as problems.
 */
export function readSettings(text: string, file: string): { settings: Setting[]; ignored: Problem[] } {
  const settings: Setting[] = [];
  const ignored: Problem[] = [];
  let section = '';
  for (const { content, line } of logicalLines(text)) {
    const header = /^\[(.+)\]$/.exec(content)?.[1];
    const equals = content.indexOf('=');
    if (header !== undefined) section = header;
    else if (equals < 1) ignored.push({ file, line, message: `neither a [section] nor KEY=VALUE: ${content}` });
    else if (section === '') ignored.push({ file, line, message: `no [section] above it: ${content}` });
    else {
      const key = content.slice(0, equals).trim();
      settings.push({ section, key, value: content.slice(equals + 1).trim(), file, line });
    }
  }
  return { settings, ignored };
}

function logicalLines(text: string): { content: string; line: number }[] {
  const lines: { content: string; line: number }[] = [];
  let open: { parts: string[]; line: number } | null = null;
  text.split(/\r?\n/).forEach((raw, index) => {
    if (/^\s*[#;]/.test(raw)) return;
    const continued = raw.endsWith('\\');
    open ??= { parts: [], line: index + 1 };
    open.parts.push(continued ? raw.slice(0, -1) : raw);
    if (continued) return;
    lines.push({ content: open.parts.join(' ').trim(), line: open.line });
    open = null;
  });
  const rest = open as { parts: string[]; line: number } | null;
  if (rest !== null) lines.push({ content: rest.parts.join(' ').trim(), line: rest.line });
  return lines.filter(({ content }) => content !== '');
}

/** What counts of each key in the end. An empty value takes back what stood before it. */
export function valuesOf(settings: readonly Setting[]): Map<string, Setting[]> {
  const found = new Map<string, Setting[]>();
  for (const setting of settings) {
    const key = `${setting.section}.${setting.key}`;
    if (setting.value === '') found.delete(key);
    else found.set(key, [...(found.get(key) ?? []), setting]);
  }
  return found;
}
