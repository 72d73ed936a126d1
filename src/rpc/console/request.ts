import type { HttpRequest } from '../../http/types.ts';
import { PROTOCOL, type TerminalSize } from '../../util/frames.ts';
import { sizeOf } from './link.ts';
import type { Refusal } from './sessions.ts';

/** What a client wants. */
export interface Asked {
  /** Of a process; null: the daemon itself. */
  readonly name: string | null;
  /** Who asks, for the log. */
  readonly by: string;
  /** Null: no terminal. */
  readonly size: TerminalSize | null;
  /** Its kind, TERM. */
  readonly term: string | null;
  /** The command; empty: a shell. */
  readonly words: readonly string[];
}

/** Reads the body of a request for a session. A page cannot send such a request: Upgrade is not its to set. */
export function readAsked({ headers, version, body, user, peer }: HttpRequest): Asked | Refusal {
  if (version !== '1.1' || headers.get('upgrade')?.toLowerCase() !== PROTOCOL)
    return { status: 426, reason: `this is for clients that speak ${PROTOCOL}: tsupervisorctl does` };
  const fields = fieldsOf(body);
  if (fields === null) return { status: 400, reason: 'the body has to be a JSON object' };
  const { name = null, terminal = null, term = null, words = [] } = fields;
  if (name !== null && typeof name !== 'string') return { status: 400, reason: 'name has to be a string' };
  const size = terminal === null ? null : sizeOf(JSON.stringify(terminal));
  if (terminal !== null && size === null) return { status: 400, reason: 'terminal has to have columns and rows' };
  if (term !== null && !isTerm(term)) return { status: 400, reason: 'term is no name of a terminal' };
  if (!isWords(words)) return { status: 400, reason: 'words has to be an array of strings' };
  const by = user === null ? peer : `${user} (${peer})`;
  return { name, by, size, term, words };
}

function isTerm(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.+-]{1,64}$/.test(value);
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string' && !word.includes('\0'));
}

function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // The caller tells the client.
    return null;
  }
}
