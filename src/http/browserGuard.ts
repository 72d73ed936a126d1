import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { HttpError } from './httpError.ts';

/**
 * Keeps web pages of other sites from driving the daemon through the browser of somebody who may reach it. The rule:
 *
 * 1. A request that no browser sends (no Origin, Referer, Accept-Language, Sec-Fetch-… and no `Mozilla` user agent) is
 *    not looked at: xmlrpc.client, supervisorctl, Ansible, node_exporter, curl, PHP and Ruby notice nothing.
 * 2. Origin: where a browser names one, it must be the server's own (the Host it asked for, or X-Forwarded-Host behind
 *    a proxy), or allowed. `Sec-Fetch-Site: same-origin`, which no page can forge, is as good; that is how a proxy with
 *    https that sends its own Host needs no allowance.
 * 3. Without an Origin, what Sec-Fetch-Site calls another site may follow links here (GET, as a page), nothing else.
 * 4. Host, on TCP servers without a password: a page can point its own name at this address (DNS rebinding) and is then
 *    of the same origin. So the Host must be an address, localhost, a name without a dot (no page can own one), the
 *    configured host, this machine's name, or allowed. With a password such a page gets no further than 401.
 *
 * Allowed are the names in `allowedHosts`, without port: the option `allowed_hosts` of the server's section.
 */
export type BrowserGuard = (request: GuardedRequest) => { readonly crossSite: boolean };

export interface GuardedRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
}

export interface GuardOptions {
  /** The configured host of a TCP server, null for a unix socket. */
  readonly host: string | null;
  readonly hasPassword: boolean;
  readonly allowedHosts: readonly string[];
}

export function createBrowserGuard({ host, hasPassword, allowedHosts }: GuardOptions): BrowserGuard {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const own = new Set([...allowed, 'localhost', hostname().toLowerCase(), (host ?? '').toLowerCase()]);
  const checksHost = host !== null && !hasPassword;
  return ({ method, headers }) => {
    if (!fromBrowser(headers)) return { crossSite: false };
    if (checksHost && !isOwnName(hostOf(headers.get('host') ?? ''), own)) throw foreignHost();
    return { crossSite: checkSite(method, headers, allowed) };
  };
}

const BROWSER_HEADERS = ['origin', 'referer', 'accept-language', 'sec-fetch-site', 'sec-fetch-mode'];

function fromBrowser(headers: ReadonlyMap<string, string>): boolean {
  return BROWSER_HEADERS.some((name) => headers.has(name)) || (headers.get('user-agent') ?? '').startsWith('Mozilla/');
}

function isOwnName(name: string, own: ReadonlySet<string>): boolean {
  return own.has(name) || name.endsWith('.localhost') || !name.includes('.') || isIP(name) !== 0;
}

/** True for a visit from another site that may be shown something. */
function checkSite(method: string, headers: ReadonlyMap<string, string>, allowed: ReadonlySet<string>): boolean {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return false;
  const origin = headers.get('origin');
  if (origin !== undefined) {
    if (!isOwnOrigin(origin, headers, allowed)) throw foreignOrigin();
    return false;
  }
  if (site !== undefined) return navigation(method, headers);
  const referer = headers.get('referer');
  return referer !== undefined && !isOwnOrigin(referer, headers, allowed);
}

function navigation(method: string, headers: ReadonlyMap<string, string>): true {
  const visits = (method === 'GET' || method === 'HEAD') && headers.get('sec-fetch-mode') === 'navigate';
  if (!visits || headers.get('sec-fetch-dest') !== 'document') throw foreignOrigin();
  return true;
}

function isOwnOrigin(origin: string, headers: ReadonlyMap<string, string>, allowed: ReadonlySet<string>): boolean {
  const authority = /^https?:\/\/([^/?#]+)/i.exec(origin)?.[1]?.toLowerCase();
  if (authority === undefined) return false;
  const asked = [headers.get('host'), headers.get('x-forwarded-host')].map((name) => withoutDefaultPort(name ?? ''));
  return asked.includes(withoutDefaultPort(authority)) || allowed.has(hostOf(authority));
}

function withoutDefaultPort(authority: string): string {
  return authority.toLowerCase().replace(/:(80|443)$/, '');
}

/** `name` of `name:port`, the bare address of `[::1]:port`. */
function hostOf(authority: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(authority)?.[1];
  return (bracketed ?? authority.replace(/:\d*$/, '')).toLowerCase();
}

function foreignOrigin(): HttpError {
  return new HttpError(
    403,
    "A page of another site asked for this. If that site is a proxy for this server, add its name to allowed_hosts in the server's section.",
  );
}

function foreignHost(): HttpError {
  return new HttpError(
    403,
    "This server does not go by that name. Use its address, set a password, or add the name to allowed_hosts in the server's section.",
  );
}
