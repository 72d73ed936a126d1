import type { Supervisor } from '../daemon/supervisor.ts';
import { splitNamespec } from './names.ts';

/** Log of `/logtail/NAME[/stdout|/stderr]`, the path decoded; null where there is no such process, channel or log. */
export function logOfPath(supervisor: Supervisor, path: string): string | null {
  const [, namespec = '', channel = 'stdout', ...more] = path.replace(/^\/+/, '').split('/');
  const { group, process } = splitNamespec(namespec);
  if (process === null || !isChannel(channel) || more.length > 0) return null;
  return supervisor.groups.get(group)?.processes.get(process)?.config[`${channel}_logfile`] ?? null;
}

function isChannel(channel: string): channel is 'stdout' | 'stderr' {
  return channel === 'stdout' || channel === 'stderr';
}
