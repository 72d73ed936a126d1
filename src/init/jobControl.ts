import type { Native } from '../native/index.ts';

const STDIN = 0;
const [SIGCONT, SIGSTOP, SIGTTIN, SIGTTOU] = [18, 19, 21, 22] as const;

/** What makes us and the command one job to the shell that started us. */
export interface JobControl {
  /** To be told of every signal, before it is forwarded. */
  before(): void;
  /** To be told of every SIGCHLD. */
  childChanged(): void;
}

type Calls = Pick<Native, 'ownsTerminal' | 'giveTerminal' | 'stoppedBy' | 'isJob' | 'kill'>;

/**
 * The command has a process group of its own, which has the terminal; the shell knows only ours. So when the command
 * stops (^Z) we stop as well, and the shell takes the terminal back; and when `fg` gives it to us, the command gets it.
 * Where no shell waits (PID 1, a service manager) nobody would wake us up: there we go on.
 */
export function jobControl(native: Calls, group: number): JobControl {
  return { before: handOver, childChanged };

  /** A shell sends no SIGCONT to a job that runs in the background: what comes next tells that the terminal is ours. */
  function handOver(): boolean {
    return native.ownsTerminal(STDIN) && native.giveTerminal(STDIN, group) === 0;
  }

  function childChanged(): void {
    const signal = native.stoppedBy(group);
    if (signal === 0) return;
    const wantsTerminal = signal === SIGTTIN || signal === SIGTTOU;
    if (wantsTerminal && handOver()) native.kill(-group, SIGCONT);
    else if (native.isJob()) native.kill(process.pid, SIGSTOP);
  }
}
