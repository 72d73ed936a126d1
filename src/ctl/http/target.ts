import { PythonError } from '../errors.ts';

/** Where a server listens. */
export type Address =
  | { readonly family: 'unix'; readonly path: string }
  | { readonly family: 'inet'; readonly host: string; readonly port: number };

const HTTP_PORT = 80;

/** Reads `unix:///path` and `http://host[:port]`. */
export function parseServerUrl(serverurl: string): Address {
  if (serverurl.startsWith('unix://')) return { family: 'unix', path: serverurl.slice('unix://'.length) };
  const authority = /^http:\/\/([^/?#]*)/.exec(serverurl)?.[1];
  if (authority === undefined) throw new PythonError('ValueError', `Unknown protocol for serverurl ${serverurl}`);
  return inetAddress(authority.slice(authority.lastIndexOf('@') + 1));
}

function inetAddress(text: string): Address {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
  const port = match?.[3] ? Number(match[3]) : HTTP_PORT;
  if (match === null || !(port >= 0 && port <= 65535)) {
    throw new PythonError('ValueError', `Port could not be cast to integer value as '${match?.[3] ?? text}'`);
  }
  return { family: 'inet', host: (match[1] ?? match[2] ?? '').toLowerCase(), port };
}
