/** Where an event listener is in its conversation with us (Supervisor's documentation, "Event Listeners"). */
export type ListenerState =
  /** It has to say READY before it gets an event. */
  | 'ACKNOWLEDGED'
  | 'READY'
  /** It has an event and owes a result. */
  | 'BUSY'
  /** It broke the protocol: it gets no more events in this run. */
  | 'UNKNOWN';

/** What the beginning of a listener's output says; `length` bytes of it have been used. */
export type Token =
  | { readonly type: 'ready'; readonly length: number }
  | { readonly type: 'result'; readonly result: Buffer; readonly length: number }
  | { readonly type: 'badResult'; readonly line: Buffer }
  | { readonly type: 'violation' };

/** Null: more output is needed to tell. */
export function readToken(state: ListenerState, output: Buffer): Token | null {
  return output.length === 0 ? null : READERS[state](output);
}

const READERS = {
  ACKNOWLEDGED: readReady,
  READY: () => VIOLATION,
  BUSY: readResult,
  UNKNOWN: () => null,
} satisfies Record<ListenerState, (output: Buffer) => Token | null>;

const VIOLATION: Token = { type: 'violation' };
const READY = Buffer.from('READY\n');

/** The reference decides once it has as many bytes as the word, however early the difference. */
function readReady(output: Buffer): Token | null {
  if (output.length < READY.length) return null;
  return output.subarray(0, READY.length).equals(READY) ? { type: 'ready', length: READY.length } : VIOLATION;
}

/** `RESULT 2\nOK`: the reference looks only at what follows the first seven bytes, whatever they are. */
const NUMBER_AT = 'RESULT '.length;

/** A listener that never ends its line, or promises more than anybody sends, must not fill the memory. */
const LONGEST_LINE = 4096;
const LONGEST_RESULT = 64 * 1024 * 1024;

function readResult(output: Buffer): Token | null {
  const end = output.indexOf(LF);
  if (end === -1) return output.length > LONGEST_LINE ? { type: 'badResult', line: output } : null;
  const line = output.subarray(0, end);
  const size = resultLength(line.subarray(NUMBER_AT).toString('latin1'));
  if (size === null) return { type: 'badResult', line };
  const length = end + 1 + size;
  return output.length < length ? null : { type: 'result', result: output.subarray(end + 1, length), length };
}

const LF = 0x0a;

/** As Python's int() reads it. */
function resultLength(text: string): number | null {
  const digits = text.trim();
  if (!/^\+?[0-9]+(_[0-9]+)*$/.test(digits)) return null;
  const length = Number(digits.replaceAll('_', ''));
  return length <= LONGEST_RESULT ? length : null;
}
