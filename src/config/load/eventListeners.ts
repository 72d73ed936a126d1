import type { EventListenerPoolConfig } from '../../model/config.ts';
import type { Section } from '../dialect/store.ts';
import { EVENTLISTENER } from '../options/listeners.ts';
import { SHARED } from '../options/program.ts';
import { eventNames } from '../types/events.ts';
import { attempt, fault, type Loading, placeOf, readOption } from './loading.ts';
import { sectionNames } from './names.ts';
import { readProcesses } from './processes.ts';
import { readTable } from './table.ts';

const SIZES = { priority: EVENTLISTENER.priority, buffer_size: EVENTLISTENER.buffer_size };

/** `[eventlistener:x]`: a pool of processes that are told about events. */
export function readListenerPool(loading: Loading, section: Section): EventListenerPoolConfig {
  const name = section.name.slice(section.name.indexOf(':') + 1);
  const names = sectionNames(loading);
  const sizes = readTable(loading, section, SIZES, names);
  if (sizes.buffer_size < 1) {
    const message = `[${section.name}] section sets invalid buffer_size (${sizes.buffer_size})`;
    fault(loading, message, placeOf(loading, section, 'buffer_size'), 'expected 1 or more');
  }
  const result_handler = readOption(loading, section, 'result_handler', EVENTLISTENER.result_handler, names);
  const subscribed = readOption(loading, section, 'events', EVENTLISTENER.events, names) ?? '';
  const events = attempt(loading, section, 'events', [], () => eventNames(subscribed, section.name));
  refuseRedirection(loading, section);
  const processes = readProcesses(loading, section, name);
  return { kind: 'eventlistener', name, ...sizes, events, result_handler, processes };
}

function refuseRedirection(loading: Loading, section: Section): void {
  if (!readOption(loading, section, 'redirect_stderr', SHARED.redirect_stderr, sectionNames(loading))) return;
  const message =
    `[${section.name}] section sets redirect_stderr=true but this is not allowed because it will interfere ` +
    'with the eventlistener protocol';
  fault(loading, message, placeOf(loading, section, 'redirect_stderr'), 'take the line out');
}
