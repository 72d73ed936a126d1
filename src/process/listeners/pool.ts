import type { EventListenerPoolConfig } from '../../model/config.ts';
import { createQueue } from '../../util/queue.ts';
import type { Log } from '../context.ts';
import type { Events, SupervisorEvent } from '../events/events.ts';
import type { Process } from '../process.ts';
import { envelope } from './envelope.ts';
import { type Employer, Listener } from './listener.ts';
import type { Judge } from './resultHandlers.ts';

export interface PoolContext {
  readonly log: Log;
  readonly events: Events;
  /** `identifier` of [supervisord]. */
  readonly identifier: string;
  readonly judge: Judge;
}

/** The processes of one `[eventlistener:x]`, and the events that wait for one of them to be ready. */
export interface ListenerPool {
  /** Makes the partner of a new process of the pool. */
  hire(name: string): Listener;
  /** Listeners are asked in the order in which they were added. */
  add(process: Process, listener: Listener): void;
  /** No more events; what waits is forgotten. */
  close(): void;
}

export function createListenerPool(config: EventListenerPoolConfig, context: PoolContext): ListenerPool {
  const { log, events, identifier, judge } = context;
  const { name, buffer_size } = config;
  const sender = { server: identifier, pool: name };
  const members: Member[] = [];
  const buffer = createQueue<SupervisorEvent>();
  let lastSerial = -1;
  let scheduled = false;

  const employer: Employer = {
    judge,
    ready: schedule,
    rejected: (event) => accept(event, true),
  };

  /** Events of one turn of the loop are told together, after what led to them is done. */
  function schedule(): void {
    if (scheduled || buffer.size() === 0) return;
    scheduled = true;
    queueMicrotask(dispatch);
  }

  function accept(event: SupervisorEvent, first: boolean): void {
    event.serial ??= events.nextSerial();
    if (event.poolSerials.has(name)) noteRebuffering(event, buffer.size());
    else event.poolSerials.set(name, ++lastSerial);
    if (buffer.size() >= buffer_size) discardOldest();
    if (first) buffer.unshift(event);
    else buffer.push(event);
    schedule();
  }

  function discardOldest(): void {
    const discarded = buffer.shift();
    if (discarded === undefined) return;
    log.error(`pool ${name} event buffer overflowed, discarding event ${discarded.serial}`);
  }

  function dispatch(): void {
    scheduled = false;
    if (!members.some(canTake)) return;
    for (let event = buffer.first(); event !== undefined; event = buffer.first()) {
      if (!send(event)) {
        noteRebuffering(event, buffer.size() - 1);
        return;
      }
      buffer.shift();
    }
  }

  function noteRebuffering({ serial }: SupervisorEvent, others: number): void {
    log.debug(`rebuffering event ${serial} for pool ${name} (buf size=${others}, max=${buffer_size})`);
  }

  /** To the first listener that can take it; false if there is none. */
  function send(event: SupervisorEvent): boolean {
    for (const member of members) {
      if (!canTake(member)) continue;
      const { process, listener } = member;
      if (process.write(...envelope(sender, event)) !== 'taken') {
        log.debug(
          `epipe occurred while sending event ${event.serial} to listener ${process.config.name}, listener state unchanged`,
        );
        continue;
      }
      listener.give(event);
      log.debug(`event ${event.serial} sent to listener ${process.config.name}`);
      return true;
    }
    return false;
  }

  const unsubscribe = events.subscribe(config.events, (event) => accept(event, false));

  return {
    hire: (processName) => new Listener(processName, log, employer),
    add: (process, listener) => void members.push({ process, listener }),
    close() {
      unsubscribe();
      buffer.clear();
    },
  };
}

interface Member {
  readonly process: Process;
  readonly listener: Listener;
}

function canTake({ process, listener }: Member): boolean {
  return listener.state === 'READY' && process.status.state === 'RUNNING';
}
