import type { SupervisorEvent } from '../events/events.ts';

/** Whom an event is sent through. */
export interface Sender {
  /** `identifier` of [supervisord]. */
  readonly server: string;
  readonly pool: string;
}

/** Header and payload as a listener reads them. `len` counts characters, not bytes, as the reference's does. */
export function envelope({ server, pool }: Sender, event: SupervisorEvent): Buffer {
  const { name, payload, serial, poolSerials } = event;
  const header =
    `ver:3.0 server:${server} serial:${serial} pool:${pool} poolserial:${poolSerials.get(pool)} ` +
    `eventname:${name} len:${characters(payload)}\n`;
  return Buffer.from(header + payload);
}

/** JavaScript counts those beyond the basic plane twice. */
function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const isPair = isHighSurrogate(text.charCodeAt(i)) && isLowSurrogate(text.charCodeAt(i + 1));
    if (isPair) count--;
  }
  return count;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
