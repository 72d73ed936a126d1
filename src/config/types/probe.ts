import type { Probe } from '../../model/config.ts';
import { BadValue } from '../problem.ts';
import { integerOrNull } from '../python/int.ts';
import { repr } from '../python/repr.ts';

/** `tcp:HOST:PORT`, `http://…`, `exec:COMMAND`, `log:REGEX`, `file:PATH`, `notify`. */
export function probe(value: string): Probe {
  const text = value.trim();
  if (/^https?:\/\//i.test(text)) return httpProbe(text);
  if (text === 'notify') return { kind: 'notify' };
  const colon = text.indexOf(':');
  const read = READERS[colon === -1 ? '' : text.slice(0, colon)];
  if (read === undefined) throw new BadValue(`not a valid probe: ${repr(value)}`, FORMS);
  return read(text.slice(colon + 1).trim());
}

/** Lines of output say what was, not what is. */
export function healthProbe(value: string): Probe {
  const found = probe(value);
  if (found.kind === 'log') throw new BadValue('log: cannot tell whether it is healthy', LASTING);
  if (found.kind === 'notify') throw new BadValue('notify is no health check', `watchdog_sec, or ${LASTING}`);
  return found;
}

const FORMS = 'tcp:HOST:PORT, http://HOST:PORT/PATH, exec:COMMAND, log:REGEX, file:PATH or notify';
const LASTING = 'tcp:HOST:PORT, http://HOST:PORT/PATH, exec:COMMAND or file:PATH';

const READERS: Readonly<Record<string, (rest: string) => Probe>> = {
  tcp: tcpProbe,
  exec: (command) => given(command, () => ({ kind: 'exec', command })),
  log: (pattern) => given(pattern, () => ({ kind: 'log', pattern: checked(pattern) })),
  file: (path) => given(path, () => ({ kind: 'file', path })),
};

function given(rest: string, make: () => Probe): Probe {
  if (rest === '') throw new BadValue('a probe with nothing to look at', FORMS);
  return make();
}

function tcpProbe(rest: string): Probe {
  const colon = rest.lastIndexOf(':');
  const port = integerOrNull(rest.slice(colon + 1)) ?? 0;
  const host = colon === -1 ? '127.0.0.1' : rest.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  if (port >= 1 && port <= 0xffff && host !== '') return { kind: 'tcp', host, port };
  throw new BadValue(
    `not a valid address: ${repr(rest)}`,
    'HOST:PORT with a port from 1 to 65535, as tcp:localhost:5432',
  );
}

function httpProbe(url: string): Probe {
  if (URL.canParse(url)) return { kind: 'http', url };
  throw new BadValue(`not a valid URL: ${repr(url)}`, 'http://HOST:PORT/PATH');
}

function checked(pattern: string): string {
  try {
    return new RegExp(pattern).source;
  } catch (error) {
    throw new BadValue(
      `not a valid regular expression: ${repr(pattern)}: ${(error as Error).message}`,
      'a JavaScript regular expression',
    );
  }
}

export function probeText(value: Probe | null): string | null {
  return value === null ? null : TEXTS[value.kind](value as never);
}

const TEXTS = {
  tcp: ({ host, port }: Extract<Probe, { kind: 'tcp' }>) => `tcp:${host.includes(':') ? `[${host}]` : host}:${port}`,
  http: ({ url }: Extract<Probe, { kind: 'http' }>) => url,
  exec: ({ command }: Extract<Probe, { kind: 'exec' }>) => `exec:${command}`,
  log: ({ pattern }: Extract<Probe, { kind: 'log' }>) => `log:${pattern}`,
  file: ({ path }: Extract<Probe, { kind: 'file' }>) => `file:${path}`,
  notify: () => 'notify',
};
