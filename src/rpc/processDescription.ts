import type { ProcessStatus } from '../process/status.ts';

/** What `status` shows behind a process's state. `wall` is the time now, in milliseconds. */
export function describe(name: string, status: ProcessStatus, wall: number): string {
  switch (status.state) {
    case 'RUNNING':
      return `pid ${status.pid}, uptime ${duration(Math.max(whole(wall) - whole(status.laststart), 0))}`;
    case 'FATAL':
    case 'BACKOFF':
      return status.spawnerr || `unknown error (try "tail ${name}")`;
    case 'STOPPED':
    case 'EXITED':
      if (status.waitingFor !== null) return `waiting for ${status.waitingFor}`;
      return lastAndNext(status);
    default:
      return '';
  }
}

function lastAndNext({ laststart, laststop, nextRun }: ProcessStatus): string {
  const last = laststart === 0 ? 'Not started' : shortDate(new Date(laststop));
  return nextRun === null ? last : `${last}, next ${shortDate(new Date(nextRun))}`;
}

function whole(milliseconds: number): number {
  return Math.trunc(milliseconds / 1000);
}

/** Python's str() of a timedelta: `0:00:05`, `1 day, 3:00:00`. */
function duration(seconds: number): string {
  const days = Math.trunc(seconds / 86400);
  const hours = Math.trunc(seconds / 3600) % 24;
  const time = `${hours}:${twoDigits(Math.trunc(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return days === 0 ? time : `${days} day${days === 1 ? '' : 's'}, ${time}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 24 10:45 AM`, local time. */
function shortDate(date: Date): string {
  const hours = date.getHours();
  const time = `${twoDigits(hours % 12 || 12)}:${twoDigits(date.getMinutes())} ${hours < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[date.getMonth()]} ${twoDigits(date.getDate())} ${time}`;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
