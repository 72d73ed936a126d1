import type { BeyondConfig } from '../model/config.ts';
import { trailingIncomplete } from '../util/utf8.ts';

/** How lines of a program look where those of several programs are read together. */
export interface Shape {
  readonly format: BeyondConfig['stdout_format'];
  readonly timestamps: boolean;
  readonly process: string;
  readonly group: string;
  readonly channel: string;
}

/** Makes whole lines of output that comes in pieces. Less than a line is held back. */
export interface ShapedOutput {
  write(data: Buffer): void;
  /** A last line without an end gets one. */
  end(): void;
}

/** A line that is longer comes in pieces of at most this many bytes: container engines cut there as well. */
export const LONGEST_LINE = 16 * 1024;

export function createShapedOutput(
  shape: Shape,
  write: (lines: Buffer) => void,
  now: () => Date = () => new Date(),
): ShapedOutput {
  const render = RENDERERS[shape.format](shape);
  let held: Buffer = NOTHING;

  function push(data: Buffer): void {
    const time = now().toISOString();
    const lines: Buffer[] = [];
    let rest = held.length === 0 ? data : Buffer.concat([held, data]);
    for (let line = nextLine(rest); line !== null; line = nextLine(rest)) {
      lines.push(render(rest.subarray(0, line.length), time, line.partial));
      rest = rest.subarray(line.next);
    }
    // The chunk is valid during the call only.
    held = rest.length === 0 ? NOTHING : Buffer.from(rest);
    if (lines.length > 0) write(Buffer.concat(lines));
  }

  function end(): void {
    if (held.length > 0) write(render(held, now().toISOString(), false));
    held = NOTHING;
  }

  return { write: push, end };
}

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;
const END = Buffer.from('\n');

interface Line {
  readonly length: number;
  /** Where the next one begins. */
  readonly next: number;
  /** The line goes on. */
  readonly partial: boolean;
}

/** Null: its end is not there yet. */
function nextLine(data: Buffer): Line | null {
  const end = data.indexOf(LF);
  if (end !== -1 && end <= LONGEST_LINE) return { length: end, next: end + 1, partial: false };
  if (data.length <= LONGEST_LINE) return null;
  // Not within a character.
  const length = LONGEST_LINE - trailingIncomplete(data.subarray(0, LONGEST_LINE));
  return { length, next: length, partial: true };
}

type Render = (line: Buffer, time: string, partial: boolean) => Buffer;

const RENDERERS = {
  raw: (shape) => prefixed(shape, ''),
  prefix: (shape) => prefixed(shape, `${nameOf(shape)} | `),
  json: asJson,
} satisfies Record<Shape['format'], (shape: Shape) => Render>;

/** As tsupervisorctl names it. */
function nameOf({ process, group }: Shape): string {
  return process === group ? process : `${group}:${process}`;
}

function prefixed({ timestamps }: Shape, prefix: string): Render {
  return (line, time) => Buffer.concat([Buffer.from(timestamps ? `${time} ${prefix}` : prefix), line, END]);
}

/** The time is always in it. Bytes that are no text become U+FFFD. */
function asJson({ process, group, channel }: Shape): Render {
  const source = { process, group, stream: channel };
  return (line, time, partial) => {
    const message = line.toString('utf8').replace(/\r$/, '');
    return Buffer.from(`${JSON.stringify({ time, ...source, message, ...(partial ? { partial } : {}) })}\n`);
  };
}
