/** A configuration for both daemons. */
export interface ConfigCase {
  readonly title: string;
  /** The main file. */
  readonly text: string;
  /** Further files beside it, by their relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where Supervisor's main branch, which is followed, differs from 4.2.5: values by their path, or the error. */
  readonly main?: Readonly<Record<string, unknown>>;
}

/** One case for each value of a key. */
export function valuesOf(section: string, key: string, values: readonly string[], rest = ''): ConfigCase[] {
  const head = section === 'supervisord' ? '' : '[supervisord]\n';
  return values.map((value) => ({
    title: `[${section}] ${key}=${JSON.stringify(value).slice(1, -1)}`,
    text: `${head}[${section}]\n${rest}${key}=${value}\n`,
  }));
}
