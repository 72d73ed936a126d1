import type { LogTarget } from '../../model/config.ts';
import type { InetAddress } from './address.ts';
import { SIGNALS } from './signal.ts';

/** Values back to the texts that mean them. */

export function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.join(',') : String(value);
}

export function octalText(mode: number | null): string | null {
  if (mode === null) return null;
  return mode < 0 ? `-0${(-mode).toString(8)}` : mode.toString(8).padStart(3, '0');
}

/** Names and values in quotes where the lexer could see more than one word in them. */
export function environmentText(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${BARE.test(name) ? name : quoted(name)}=${quoted(value)}`)
    .join(',');
}

const BARE = /^[A-Za-z0-9_]+$/;

/** In single quotes where that does: the shlex of Supervisor 4.2 has no escapes. */
function quoted(text: string): string {
  if (/["\\]/.test(text) && !text.includes("'")) return `'${text}'`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function signalText(number: number): string {
  const name = Object.keys(SIGNALS).find((each) => SIGNALS[each] === number && !each.startsWith('SIG_'));
  return name?.slice('SIG'.length) ?? String(number);
}

export function ownerText(owner: readonly [number, number] | null): string | null {
  if (owner === null || owner[0] === -1) return null;
  return owner[1] === -1 ? String(owner[0]) : owner.join(':');
}

export function addressText(address: InetAddress | null): string | null {
  return address === null ? null : `${address.host === '' ? '*' : address.host}:${address.port}`;
}

export function logfileText(target: LogTarget): string {
  return target ?? 'NONE';
}
