import { EVENT_NAMES, type EventName, isKindOf } from '../../model/events.ts';

/** Text, or the beginning of one with the UTF-8 of its rest: what is only handed on need not become a string. */
export type Payload = string | { readonly head: string; readonly rest: Buffer };

export function payloadText(payload: Payload): string {
  return typeof payload === 'string' ? payload : payload.head + payload.rest.toString('utf8');
}

/** Something that happened, as event listeners are told of it. */
export interface SupervisorEvent {
  readonly name: EventName;
  readonly payload: Payload;
  /** Its number among all events that anybody has taken; given by the first pool that takes it. */
  serial: number | null;
  /** Its number in each pool that has taken it. */
  readonly poolSerials: Map<string, number>;
}

export type TakeEvent = (event: SupervisorEvent) => void;

/** Where events come in and who wants which. An event that nobody wants is never made. */
export interface Events {
  /** `take` is called once for each of `names` that an event is a kind of. Returns what takes the subscription back. */
  subscribe(names: readonly EventName[], take: TakeEvent): () => void;
  isWanted(name: EventName): boolean;
  /** `payload` is called at once, or never. */
  notify(name: EventName, payload: () => Payload): void;
  /** Called after every change of what is wanted. */
  onWantedChange(run: () => void): void;
  nextSerial(): number;
}

/** Serial numbers go on over restarts of the daemon within its process. */
export interface Serials {
  next: number;
}

export function createEvents(serials: Serials): Events {
  const takers = new Map<EventName, readonly TakeEvent[]>();
  let wantedChanged: () => void = () => undefined;

  function change(names: readonly EventName[], make: (takers: readonly TakeEvent[]) => readonly TakeEvent[]): void {
    for (const wanted of names) {
      for (const name of EVENT_NAMES) {
        if (isKindOf(name, wanted)) takers.set(name, make(takers.get(name) ?? NOBODY));
      }
    }
    wantedChanged();
  }

  return {
    subscribe(names, take) {
      change(names, (before) => [...before, take]);
      return () => change(names, (before) => before.filter((each) => each !== take));
    },
    isWanted: (name) => (takers.get(name)?.length ?? 0) > 0,
    notify(name, payload) {
      const told = takers.get(name);
      if (told === undefined || told.length === 0) return;
      const event: SupervisorEvent = { name, payload: payload(), serial: null, poolSerials: new Map() };
      for (const take of told) take(event);
    },
    onWantedChange(run) {
      wantedChanged = run;
    },
    nextSerial: () => serials.next++,
  };
}

const NOBODY: readonly TakeEvent[] = [];
