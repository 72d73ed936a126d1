import { type EventName, isEventName } from '../../model/events.ts';
import { BadValue } from '../problem.ts';
import { compareText } from '../python/text.ts';
import { listOfStrings } from './words.ts';

/** Sorted, each once. */
export function eventNames(value: string, section: string): EventName[] {
  const names = [...new Set(listOfStrings(value).map((name) => name.toUpperCase()))];
  if (names.length === 0)
    throw new BadValue(`[${section}] section requires an "events" line`, 'events=PROCESS_STATE or others');
  const unknown = names.find((name) => !isEventName(name));
  if (unknown === undefined) return names.filter(isEventName).sort(compareText);
  throw new BadValue(`Unknown event type ${unknown} in [${section}] events`, 'event types of the documentation');
}
