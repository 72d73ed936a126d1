import { isUtf8 } from 'node:buffer';
import type { Channel } from '../../logging/autoLogs.ts';
import type { EventName } from '../../model/events.ts';
import type { ProcessStateName } from '../../model/states.ts';
import { pythonBytesRepr } from '../../util/pythonBytesRepr.ts';
import { decodeUtf8 } from '../../util/utf8.ts';
import type { StateChange } from '../context.ts';
import type { Payload } from './events.ts';

/** What events say, byte for byte as the reference's (Supervisor's documentation, "Event Types"). */
export function processStatePayload(change: StateChange): string {
  const { process, group, from, to } = change;
  return `processname:${process} groupname:${group} from_state:${from}${MORE[to](change)}`;
}

export function processStateEvent(to: ProcessStateName): EventName {
  return `PROCESS_STATE_${to}`;
}

const tries = (change: StateChange) => ` tries:${change.tries}`;
const pid = (change: StateChange) => ` pid:${change.pid}`;
const nothing = () => '';

const MORE = {
  STARTING: tries,
  BACKOFF: tries,
  RUNNING: pid,
  STOPPING: pid,
  STOPPED: pid,
  EXITED: (change) => ` expected:${change.expected ? 1 : 0} pid:${change.pid}`,
  FATAL: nothing,
  UNKNOWN: nothing,
} satisfies Record<ProcessStateName, (change: StateChange) => string>;

/** Output of one channel of one run of a process. */
export interface ProcessOutput {
  readonly process: string;
  readonly group: string;
  readonly pid: number;
  readonly channel: Channel;
}

export function processLogPayload({ process, group, pid, channel }: ProcessOutput, data: Buffer): Payload {
  const head = `processname:${process} groupname:${group} pid:${pid} channel:${channel}\n`;
  // Strings of the size of a pipe are what the garbage collector would spend most of its time with.
  if (data.length >= LONG && isUtf8(data)) return { head, rest: data };
  return head + readable(data);
}

export function processCommunicationPayload({ process, group, pid }: ProcessOutput, data: Buffer): string {
  return `processname:${process} groupname:${group} pid:${pid}\n${readable(data)}`;
}

const LONG = 1024;

function readable(data: Buffer): string {
  return decodeUtf8(data) ?? `Undecodable: ${pythonBytesRepr(data)}`;
}

export function remoteCommunicationPayload(type: string, data: string): string {
  return `type:${type}\n${data}`;
}

export function processGroupPayload(group: string): string {
  return `groupname:${group}\n`;
}

/** `when`: seconds since the epoch, a multiple of the tick's period. */
export function tickPayload(when: number): string {
  return `when:${when}`;
}
