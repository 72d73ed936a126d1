import { ConfigError, NOWHERE } from '../problem.ts';

/** Strict UTF-8 in the words of Python's UnicodeDecodeError; a byte order mark stays, as the reference leaves it. */
export function decodeText(bytes: Uint8Array, file: string): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  // Only a replacement character can hide a fault, and it is rare: the slow search runs for those files alone.
  if (!text.includes('\ufffd')) return text;
  const fault = firstFault(bytes);
  if (fault === null) return text;
  throw undecodable(bytes, fault, file);
}

interface Fault {
  readonly at: number;
  readonly length: number;
  readonly reason: string;
}

function undecodable(bytes: Uint8Array, { at, length, reason }: Fault, file: string): ConfigError {
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0');
  const where = length === 1 ? `byte 0x${byte} in position ${at}` : `bytes in position ${at}-${at + length - 1}`;
  const line = bytes.subarray(0, at).reduce((count, each) => count + (each === 10 ? 1 : 0), 1);
  const message = `'utf-8' codec can't decode ${where}: ${reason}`;
  return new ConfigError(message, {
    ...NOWHERE,
    severity: 'error',
    file,
    line,
    message,
    hint: 'save the file as UTF-8',
  });
}

/** First byte sequence that is no UTF-8, cut the way CPython cuts it. */
function firstFault(bytes: Uint8Array): Fault | null {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const shape = SHAPES.find(({ from, to }) => lead >= from && lead <= to);
    if (shape === undefined) return { at, length: 1, reason: 'invalid start byte' };
    const length = continued(bytes, at, shape);
    if (length < shape.size) {
      const reason = at + length >= bytes.length ? 'unexpected end of data' : 'invalid continuation byte';
      return { at, length, reason };
    }
    at += length;
  }
  return null;
}

interface Shape {
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Range of the second byte. */
  readonly low: number;
  readonly high: number;
}

const SHAPES: readonly Shape[] = [
  { from: 0x00, to: 0x7f, size: 1, low: 0, high: 0 },
  { from: 0xc2, to: 0xdf, size: 2, low: 0x80, high: 0xbf },
  { from: 0xe0, to: 0xe0, size: 3, low: 0xa0, high: 0xbf },
  { from: 0xe1, to: 0xec, size: 3, low: 0x80, high: 0xbf },
  { from: 0xed, to: 0xed, size: 3, low: 0x80, high: 0x9f },
  { from: 0xee, to: 0xef, size: 3, low: 0x80, high: 0xbf },
  { from: 0xf0, to: 0xf0, size: 4, low: 0x90, high: 0xbf },
  { from: 0xf1, to: 0xf3, size: 4, low: 0x80, high: 0xbf },
  { from: 0xf4, to: 0xf4, size: 4, low: 0x80, high: 0x8f },
];

function continued(bytes: Uint8Array, at: number, shape: Shape): number {
  for (let i = 1; i < shape.size; i++) {
    const byte = bytes[at + i];
    const low = i === 1 ? shape.low : 0x80;
    const high = i === 1 ? shape.high : 0xbf;
    if (byte === undefined || byte < low || byte > high) return i;
  }
  return shape.size;
}
