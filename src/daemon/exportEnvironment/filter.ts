import { compilePattern } from '../../config/include/fnmatch.ts';

export interface Filtered {
  readonly variables: Variables;
  /** Names that are left out because they or their values look like a secret. */
  readonly secrets: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

/** Who logs in has his own. */
const SESSION = [
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'MAIL', 'TERM', 'COLORTERM', 'COLUMNS', 'LINES', 'DISPLAY', '_'],
  ...['PWD', 'OLDPWD', 'SHLVL', 'PPID', 'UID', 'EUID', 'IFS', 'PS[1-4]', 'SHELLOPTS', 'BASHOPTS', 'BASH_*'],
  ...['SSH_*', 'XDG_SESSION_*', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'TMUX*', 'STY'],
  ...['NOTIFY_SOCKET', 'LISTEN_*', 'INVOCATION_ID', 'JOURNAL_STREAM', 'WATCHDOG_*', 'SUPERVISOR_*'],
];

const SECRET = [
  ...['*PASSWORD*', '*PASSWD*', '*PASSPHRASE*', '*_PASS', 'PASS', '*_PWD', '*SECRET*', '*TOKEN*', '*KEY*'],
  ...['*CREDENTIAL*', '*PRIVATE*', '*_AUTH', '*COOKIE*', '*_DSN', '*CONNECTION_STRING*', '*SALT*'],
];

/** `scheme://user:password@host`. */
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:[^\s@/]+@/i;

/**
 * What is exported: all but secrets and what belongs to one session, and then as `patterns` say, of which the last one
 * that matches counts. Small and capital letters are the same.
 */
export function filterEnvironment(environment: Variables, patterns: readonly string[]): Filtered {
  const rules = patterns.map((text) => ({ keep: text.startsWith('!'), matches: matcher([text.replace(/^!/, '')]) }));
  const secrets: string[] = [];
  const kept = Object.entries(environment).filter(([name, value]) => {
    const rule = rules.findLast(({ matches }) => matches(name));
    if (rule !== undefined) return rule.keep;
    if (isSession(name)) return false;
    const secret = isSecret(name) || PASSWORD_IN_URL.test(value);
    if (secret) secrets.push(name);
    return !secret;
  });
  return { variables: Object.fromEntries(kept), secrets: secrets.sort() };
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => compilePattern(pattern.toUpperCase()));
  return (name) => expressions.some((expression) => expression.test(name.toUpperCase()));
}

const isSession = matcher(SESSION);
const isSecret = matcher(SECRET);
