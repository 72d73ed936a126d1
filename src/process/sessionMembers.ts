import { readdirSync, readFileSync } from 'node:fs';

/** Every process of a session, zombies aside. Its number is not given to others as long as there is one. */
export function sessionMembers(session: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && sessionOf(pid) === session);
}

/** Null: it is gone, or a zombie. */
function sessionOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may contain anything: what counts stands behind the last parenthesis.
    const [state, , , session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : Number(session);
  } catch {
    // It has ended since it was listed.
    return null;
  }
}
