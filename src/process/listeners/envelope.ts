import { isAscii } from 'node:buffer';
import { isContinuation } from '../../util/utf8.ts';
import type { SupervisorEvent } from '../events/events.ts';

/** Whom an event is sent through. */
export interface Sender {
  /** `identifier` of [supervisord]. */
  readonly server: string;
  readonly pool: string;
}

/**
 * Header and payload as a listener reads them, in one piece or two. `len` counts characters, not bytes, as the
 * reference's does.
 */
export function envelope({ server, pool }: Sender, event: SupervisorEvent): readonly Buffer[] {
  const { name, payload, serial, poolSerials } = event;
  const header = (length: number): string =>
    `ver:3.0 server:${server} serial:${serial} pool:${pool} poolserial:${poolSerials.get(pool)} ` +
    `eventname:${name} len:${length}\n`;
  if (typeof payload === 'string') return [Buffer.from(header(charactersIn(payload)) + payload)];
  const { head, rest } = payload;
  return [Buffer.from(header(charactersIn(head) + charactersInUtf8(rest)) + head), rest];
}

function charactersIn(text: string): number {
  return text.length - count(text.length, (i) => isPair(text, i));
}

function charactersInUtf8(bytes: Buffer): number {
  return isAscii(bytes) ? bytes.length : count(bytes.length, (i) => !isContinuation(bytes[i]));
}

/** How many numbers below `end` have a property. */
function count(end: number, has: (index: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < end; i++) if (has(i)) found++;
  return found;
}

/** A character beyond the basic plane, which JavaScript counts twice. */
function isPair(text: string, at: number): boolean {
  return isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1));
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
