import type { Variables } from './filter.ts';

/** The lines for a file, and what it cannot hold, with the reason. */
export interface Formatted {
  readonly lines: readonly string[];
  readonly impossible: readonly string[];
}

/** By the name of the file: what ends in `.sh` is read by a shell, anything else by pam_env, as /etc/environment is. */
export function formatFor(path: string, variables: Variables): Formatted {
  const { line, obstacle } = path.endsWith('.sh') ? SHELL : PAM;
  const lines: string[] = [];
  const impossible: string[] = [];
  for (const [name, value] of Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const why = obstacle(name, value);
    if (why === null) lines.push(line(name, value));
    else impossible.push(`${name} (${why})`);
  }
  return { lines, impossible };
}

interface Format {
  line(name: string, value: string): string;
  obstacle(name: string, value: string): string | null;
}

/** Between single quotes a shell looks at nothing but the next one. */
const SHELL: Format = {
  line: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  obstacle: (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? null : 'a shell cannot have a variable of that name'),
};

/** pam_env before Linux-PAM 1.5 cuts longer lines, and later ones end at a line that is too long for them. */
const LONGEST = 1000;

/** pam_env(8) takes the outer quotes away and looks at nothing between them, except `#`, which cuts there as well. */
const PAM: Format = {
  line: (name, value) => `${name}="${value}"`,
  obstacle(name, value) {
    if (!/^[A-Za-z0-9_]+$/.test(name)) return 'a name with other characters than letters, digits and _';
    if (/[\r\n]/.test(value)) return 'several lines';
    if (value.includes('#')) return 'a # in it';
    return Buffer.byteLength(name) + Buffer.byteLength(value) > LONGEST ? `longer than ${LONGEST} bytes` : null;
  },
};
