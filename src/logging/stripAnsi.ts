/**
 * Takes ANSI escape sequences out of output that comes in pieces (strip_ansi). The reference's rule: `ESC [` and all
 * that follows up to one of its terminators. It looks at each piece alone; here a sequence may be cut anywhere.
 */
export interface AnsiStripper {
  strip(piece: Buffer): Buffer;
  /** The output has ended: an ESC that was held back belongs to the text after all. */
  end(): Buffer;
}

export function createAnsiStripper(): AnsiStripper {
  let inside = false;
  let held = false;

  function strip(piece: Buffer): Buffer {
    if (!held && !inside && !piece.includes(ESC)) return piece;
    const data = held ? Buffer.concat([ESCAPE, piece]) : piece;
    held = false;
    const kept: Buffer[] = [];
    for (let at = 0; at < data.length; ) at = inside ? skip(data, at) : keep(data, at, kept);
    return Buffer.concat(kept);
  }

  function skip(data: Buffer, from: number): number {
    for (let at = from; at < data.length; at++) {
      if (!TERMINATORS.has(data[at] ?? 0)) continue;
      inside = false;
      return at + 1;
    }
    return data.length;
  }

  function keep(data: Buffer, from: number, kept: Buffer[]): number {
    const begin = data.indexOf(BEGIN, from);
    inside = begin !== -1;
    held = !inside && data[data.length - 1] === ESC;
    kept.push(data.subarray(from, inside ? begin : data.length - (held ? 1 : 0)));
    return inside ? begin + BEGIN.length : data.length;
  }

  function end(): Buffer {
    const rest = held ? ESCAPE : NOTHING;
    held = false;
    inside = false;
    return rest;
  }

  return { strip, end };
}

const ESC = 0x1b;
const ESCAPE = Buffer.from([ESC]);
const NOTHING = Buffer.alloc(0);
const BEGIN = Buffer.from('\x1b[');
const TERMINATORS = new Set(Buffer.from('HfABCDRsuJKhlpm'));
