import { BadValue } from '../problem.ts';
import { compareText } from '../python/text.ts';
import { listOfStrings } from './words.ts';

/** Every event type that a listener can subscribe to. */
export const EVENT_NAMES = [
  'EVENT',
  'PROCESS_STATE',
  'PROCESS_STATE_STOPPED',
  'PROCESS_STATE_EXITED',
  'PROCESS_STATE_STARTING',
  'PROCESS_STATE_STOPPING',
  'PROCESS_STATE_BACKOFF',
  'PROCESS_STATE_FATAL',
  'PROCESS_STATE_RUNNING',
  'PROCESS_STATE_UNKNOWN',
  'PROCESS_COMMUNICATION',
  'PROCESS_COMMUNICATION_STDOUT',
  'PROCESS_COMMUNICATION_STDERR',
  'PROCESS_LOG',
  'PROCESS_LOG_STDOUT',
  'PROCESS_LOG_STDERR',
  'REMOTE_COMMUNICATION',
  'SUPERVISOR_STATE_CHANGE',
  'SUPERVISOR_STATE_CHANGE_RUNNING',
  'SUPERVISOR_STATE_CHANGE_STOPPING',
  'TICK',
  'TICK_5',
  'TICK_60',
  'TICK_3600',
  'PROCESS_GROUP',
  'PROCESS_GROUP_ADDED',
  'PROCESS_GROUP_REMOVED',
] as const;

const KNOWN: ReadonlySet<string> = new Set(EVENT_NAMES);

/** Sorted, each once. */
export function eventNames(value: string, section: string): string[] {
  const names = [...new Set(listOfStrings(value).map((name) => name.toUpperCase()))];
  if (names.length === 0)
    throw new BadValue(`[${section}] section requires an "events" line`, 'events=PROCESS_STATE or others');
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown === undefined) return names.sort(compareText);
  throw new BadValue(`Unknown event type ${unknown} in [${section}] events`, 'event types of the documentation');
}
