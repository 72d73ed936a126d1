export const HIDDEN = '***';

/** Environment with what looks like a secret hidden, and a function that hides the same values, and `others`, in other texts. */
export function hideSecrets(
  environment: readonly string[],
  others: readonly string[] = [],
): {
  readonly environment: Record<string, string>;
  readonly hide: (text: string) => string;
} {
  const secrets = new Set(others.filter((value) => value.length >= SHORTEST));
  const entries = environment.map((entry) => {
    const equals = entry.indexOf('=');
    const [name, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
    if ((!isSecretName(name) && !value.startsWith(KEY_FILE)) || value === '') return [name, hideInUrl(value)];
    if (value.length >= SHORTEST) secrets.add(value);
    return [name, HIDDEN];
  });
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return {
    environment: Object.fromEntries(entries) as Record<string, string>,
    hide: (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), hideInUrl(text)),
  };
}

/** A key or a certificate as a whole. */
const KEY_FILE = '-----BEGIN ';

/** Shorter values than this may stand in a text for other reasons. */
const SHORTEST = 6;

/** DB_PASSWORD, apiKey, pgpass; PGPASSFILE is one of those that only look like it. */
const SECRET_NAME =
  /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|(PASS|PWD|KEYS?|AUTH|COOKIE|DSN|SALT|LICEN[CS]E)(?![A-Z])/i;
const HARMLESS_NAME = /^(PWD|OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|.*_?(FILE|PATH|DIR|ID|NAME|USER|URL|HOST|PORT))$/i;

export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return SECRET_NAME.test(words) && !HARMLESS_NAME.test(words);
}

/** `scheme://user:password@host`. */
function hideInUrl(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi, `$1:${HIDDEN}@`);
}

/** `--password=x`, `--password x`, `-Ddb.password=x`, `TOKEN=x`. */
export function hideInArguments(argv: readonly string[], hide: (text: string) => string): string[] {
  return argv.map((word, index) => {
    const before = argv[index - 1];
    if (
      before !== undefined &&
      /^--?[\w.-]+$/.test(before) &&
      isSecretName(optionName(before)) &&
      !word.startsWith('-')
    )
      return HIDDEN;
    const equals = /^(-{0,2}[\w.-]+)=./.exec(word);
    if (equals?.[1] !== undefined && isSecretName(optionName(equals[1]))) return `${equals[1]}=${HIDDEN}`;
    return hide(word);
  });
}

function optionName(option: string): string {
  return option.replace(/^-+D?/, '').replace(/[.-]/g, '_');
}
