import { readFileSync } from 'node:fs';
import type { Sender } from '../../native/index.ts';
import type { Process } from '../process.ts';

/**
 * Whether a notification comes from the program: of its process group or session, or a descendant of it. Helpers such as
 * systemd-notify may have ended before anybody can look; then their user has to do.
 */
export function isOwn({ config, status: { pid } }: Process, sender: Sender): boolean {
  if (sender.group === pid || sender.session === pid) return true;
  // 0: of a pid namespace that is not below ours.
  if (sender.pid <= 0) return false;
  if (sender.group === -1) return sender.uid === 0 || sender.uid === (config.uid ?? process.getuid?.());
  return descendsFrom(sender.pid, pid);
}

/** Nobody nests deeper, and pids may be given to others while this looks. */
const DEEPEST = 64;

function descendsFrom(pid: number, ancestor: number): boolean {
  let current = pid;
  for (let depth = 0; depth < DEEPEST && current > 1; depth++) {
    current = parentOf(current);
    if (current === ancestor) return true;
  }
  return false;
}

/** 0: it is gone. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ', 1)[0]);
  } catch {
    // It has ended since.
    return 0;
  }
}
