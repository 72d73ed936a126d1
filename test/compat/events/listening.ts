import { join } from 'node:path';
import { ROOT } from '../../helpers/flavour.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import type { Side, Step } from '../rpc/rpcCase.ts';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'listeners');

/** The command line of a recording listener; what it got is in `{dir}/NAME.events`. Actions: see recorder.py. */
export function recorder(name: string, ...actions: readonly string[]): string {
  // A configuration takes % for an expansion.
  const words = actions.map((action) => `'${action.replaceAll('%', '%%').replaceAll("'", `'"'"'`)}'`);
  return ['/usr/bin/python3 -S -E', join(FIXTURES, 'recorder.py'), `{dir}/${name}.events`, ...words].join(' ');
}

/** The section of a recording listener. */
export function listener(name: string, events: string, actions: readonly string[] = [], lines = ''): string {
  return section(`eventlistener:${name}`, `command=${recorder(name, ...actions)}\nevents=${events}\n${lines}`);
}

/** A program that is started and ended by the test. */
export function program(name: string, command: string, lines = ''): string {
  return section(`program:${name}`, `command=${command}\n${lines}`);
}

/** The command line of a program that prints what it is sent; escapes of `printf %b`. */
export const PRINTER = join(FIXTURES, 'printer.sh');

function section(head: string, lines: string): string {
  const own = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const logs = ['stdout', 'stderr'].map((stream) => `${stream}_logfile`).filter((key) => !lines.includes(`${key}=`));
  return [`[${head}]`, ...own, ...logs.map((key) => `${key}=NONE`), ''].join('\n');
}

/** An event as a listener got it. */
export interface Event {
  readonly header: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly payload: string;
}

export function eventsOf(sandbox: Sandbox, name: string): Event[] {
  const lines = (sandbox.read(`${name}.events`) ?? '').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const { header, payload } = JSON.parse(line) as { header?: string; payload: string };
    return header === undefined ? [] : [{ header, fields: fieldsOf(header), payload }];
  });
}

export function fieldsOf(line: string): Record<string, string> {
  return Object.fromEntries(
    line
      .trim()
      .split(' ')
      .map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]),
  );
}

export interface Seeing {
  /** How many events have to be there before all of them are looked at, or what the last one to look at is like. */
  readonly until: number | RegExp;
  /** Where the order is a race: compared as a set (`all`), or in order for each process alone. */
  readonly unordered?: 'all' | 'by process';
  /** Numbers are left out, where they depend on such a race. */
  readonly unnumbered?: boolean;
  readonly only?: RegExp;
  readonly shows?: RegExp;
  readonly differs?: NonNullable<Step['differs']>;
}

/** What a recording listener has got so far, headers and payloads as they are but for pids and times. */
export function sees(name: string, { shows, differs, ...how }: Seeing, title = `what ${name} is told`): Step {
  return {
    title,
    run: (side) => seen(side, name, how),
    ...(shows ? { shows } : {}),
    ...(differs ? { differs } : {}),
  };
}

/** Waits for an event of which the pattern is true, and compares that one. */
export function told(name: string, pattern: RegExp, title = `${name} is told ${pattern.source}`): Step {
  return {
    title,
    run: async ({ daemon }) => {
      const found = (): Event | undefined =>
        eventsOf(daemon.sandbox, name).find((event) => pattern.test(textOf(event)));
      const state = (): string => eventsOf(daemon.sandbox, name).map(textOf).join('\n');
      return shownAs(await waitFor(title, found, { state, within: 25_000 }));
    },
  };
}

function textOf({ header, payload }: Event): string {
  return `${header}${payload}`;
}

export async function seen({ daemon }: Side, name: string, how: Omit<Seeing, 'shows' | 'differs'>): Promise<unknown> {
  const wanted = (event: Event): boolean => how.only === undefined || how.only.test(shownAs(event));
  const shown = (): string[] =>
    eventsOf(daemon.sandbox, name)
      .filter(wanted)
      .map((event) => shownAs(event, how.unnumbered === true));
  const { until } = how;
  const state = (): string => shown().join('\n');
  const there = (): boolean =>
    typeof until === 'number' ? shown().length >= until : shown().some((text) => until.test(text));
  await waitFor(`events of ${name} (${until})`, there, { state, within: 25_000 });
  const texts = shown();
  const last = typeof until === 'number' ? texts.length : texts.findIndex((text) => until.test(text)) + 1;
  return how.unordered ? arranged(texts, how.unordered) : texts.slice(0, last);
}

function arranged(texts: readonly string[], unordered: NonNullable<Seeing['unordered']>): unknown {
  if (unordered === 'all') return [...texts].sort();
  const byProcess: Record<string, string[]> = {};
  for (const text of texts) {
    const process = /processname:(\S+)/.exec(text)?.[1] ?? '';
    byProcess[process] = [...(byProcess[process] ?? []), text];
  }
  return Object.fromEntries(Object.entries(byProcess).sort());
}

/** Header and payload in one text; the length is what it is with a process id of five characters. */
export function shownAs({ header, payload }: Event, unnumbered = false): string {
  const plain = payload.replace(/\bpid:[1-9]\d*/g, 'pid:<pid>').replace(/\bwhen:\d{10}\b/g, 'when:<seconds>');
  const length = (shown: string, digits: string): string =>
    `${shown}${Number(digits) + characters(plain) - characters(payload)}`;
  const head = header.replace(/( len:)(\d+)$/m, (_, key: string, digits: string) => length(key, digits));
  const bare = unnumbered ? head.replace(/ serial:\d+/, '').replace(/ poolserial:\d+/, '') : head;
  return `${bare}${plain}`;
}

function characters(text: string): number {
  return [...text].length;
}

/** What the activity log says of one listener or pool, in how it is told of events. */
export function protocolOf(name: string, shows?: RegExp): Step {
  return {
    title: `what the activity log says of ${name}`,
    run: async ({ daemon }) => daemon.messages().filter((line) => isAbout(line, name)),
    ...(shows ? { shows } : {}),
  };
}

/** What it says of the process is compared elsewhere; how its output is cut into reads is a race. */
function isAbout(line: string, name: string): boolean {
  const about = new RegExp(`^\\w+ (${name}: |pool ${name} |.*\\b(pool|listener) ${name}( |$|,))`);
  return about.test(line);
}

/** Tells the listeners something, with a remote communication event. */
export function tell(type: string, data: string): Step {
  return {
    title: `sendRemoteCommEvent(${type}, ${data})`,
    run: (side) => side.call('supervisor.sendRemoteCommEvent', type, data),
    shows: /true/,
  };
}

/** Makes a file that a listener waits for. */
export function make(file: string): Step {
  return {
    title: `${file} is made`,
    run: async ({ daemon }) => {
      daemon.sandbox.write(file, '');
    },
  };
}

/** Waits until a listener that has been READY from the start has dealt with so many events. */
export function answered(name: string, events: number): Step {
  return logged(new RegExp(`^${name}: ACKNOWLEDGED -> READY`), events + 1);
}

/** Waits until a message about something is in the activity log. Compared: nothing. */
export function logged(pattern: RegExp, count = 1): Step {
  return {
    title: `the activity log has ${pattern}${count > 1 ? ` ${count} times` : ''}`,
    run: async ({ daemon }) => {
      await daemon.waitLog(pattern, count);
      return 'there';
    },
  };
}
