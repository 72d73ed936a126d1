import type { Session } from '../session.ts';
import { type Colour, colour } from './colours.ts';
import { padRight } from './pad.ts';

const COLOURS: readonly Colour[] = ['cyan', 'green', 'magenta', 'yellow', 'blue', 'red'];
const LINE_FEED = 10;

/** Puts a program's name in front of each of its lines. A line is held back until all of it is there. */
export function prefixed(
  session: Session,
  label: string,
  labels: readonly string[],
): { write: (bytes: Buffer) => void; end: () => void } {
  const prefix = Buffer.from(`${prefixOf(label, labels, session.fancy)} `);
  let rest: Buffer = Buffer.alloc(0);
  return {
    write: (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
        session.write(Buffer.concat([prefix, rest.subarray(0, end + 1)]));
        rest = rest.subarray(end + 1);
      }
    },
    end: () => {
      if (rest.length > 0) session.write(Buffer.concat([prefix, rest, Buffer.from('\n')]));
      rest = Buffer.alloc(0);
    },
  };
}

function prefixOf(label: string, labels: readonly string[], fancy: boolean): string {
  const text = `${padRight(label, Math.max(...labels.map((each) => each.length)))} |`;
  return fancy ? colour(text, COLOURS[labels.indexOf(label) % COLOURS.length] ?? 'cyan') : text;
}
