import type { Supervisor } from '../../daemon/supervisor.ts';
import type { Process } from '../../process/process.ts';
import { namespecOf } from '../namespec.ts';

/** Whether a process does what it is there for, as somebody who asks from outside is told it. */
export interface Condition {
  readonly name: string;
  readonly ok: boolean;
  /** `RUNNING, not ready`: what it is now. */
  readonly words: string;
}

/** Of the processes that start with the daemon: what /readyz looks at. */
export function conditions(processes: readonly Process[]): Condition[] {
  return processes.filter(({ config }) => config.autostart).map(conditionOf);
}

export function conditionOf(process: Process): Condition {
  const name = namespecOf(process);
  if (isDone(process)) return { name, ok: true, words: 'done' };
  const { state, ready, health } = process.status;
  const signs = [ready && 'ready', isUnready(process) && 'not ready', health !== 'starting' && health];
  const ok = state === 'RUNNING' && !isUnready(process) && health !== 'unhealthy';
  return { name, ok, words: [stateWords(process), ...signs.filter(Boolean)].join(', ') };
}

/** Why the daemon as a whole is not ready whatever its programs are; null: it is. */
export function moodWords({ mood }: Pick<Supervisor, 'mood'>): string | null {
  return mood === 'RUNNING' ? null : mood === 'RESTARTING' ? 'restarting' : 'shutting down';
}

function isDone({ config, status }: Process): boolean {
  return config.type === 'oneshot' && status.state === 'EXITED' && config.exitcodes.includes(status.exitstatus ?? -1);
}

/** Of a program that runs, or soon will. */
function isUnready({ config, status }: Process): boolean {
  return config.ready !== null && !status.ready && (status.state === 'RUNNING' || status.state === 'STARTING');
}

function stateWords({ config, status }: Process): string {
  if (status.waitingFor !== null) return `${status.state}, waiting for ${status.waitingFor}`;
  if (status.state !== 'EXITED') return status.state;
  const meant = config.exitcodes.includes(status.exitstatus ?? -1) ? '; type=oneshot says that it is meant to end' : '';
  return `EXITED (exit status ${status.lastExit ?? 0}${meant})`;
}
