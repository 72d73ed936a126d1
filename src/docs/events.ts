import { EVENT_NAMES, type EventName, isKindOf } from '../model/events.ts';
import { type Block, heading, type Page, text } from './blocks.ts';

interface EventDoc {
  readonly when: string;
  /** What its payload says; null for a type that only stands for its kinds. */
  readonly payload: string | null;
}

const STATE = 'processname:NAME groupname:GROUP from_state:STATE';
const DATA = 'then, in lines of its own, what was written';

const EVENTS = {
  EVENT: { when: 'Stands for every event.', payload: null },
  PROCESS_STATE: { when: 'A process came into another state.', payload: null },
  PROCESS_STATE_STARTING: { when: 'It is about to be started.', payload: `\`${STATE} tries:N\`` },
  PROCESS_STATE_RUNNING: { when: 'It has stayed up for its `startsecs`.', payload: `\`${STATE} pid:PID\`` },
  PROCESS_STATE_BACKOFF: {
    when: 'It ended too soon, or could not be started, and will be tried again.',
    payload: `\`${STATE} tries:N\``,
  },
  PROCESS_STATE_STOPPING: { when: 'It was told to stop.', payload: `\`${STATE} pid:PID\`` },
  PROCESS_STATE_STOPPED: { when: 'It ended because it was told to.', payload: `\`${STATE} pid:PID\`` },
  PROCESS_STATE_EXITED: {
    when: 'It ended by itself after it had been up; `expected` is 1 if its exit status is one of `exitcodes`.',
    payload: `\`${STATE} expected:0 pid:PID\``,
  },
  PROCESS_STATE_FATAL: { when: 'It was given up.', payload: `\`${STATE}\`` },
  PROCESS_STATE_UNKNOWN: { when: 'The daemon lost track of it: a failure of its own.', payload: `\`${STATE}\`` },
  PROCESS_COMMUNICATION: { when: 'A process wrote something between the marks for that.', payload: null },
  PROCESS_COMMUNICATION_STDOUT: {
    when: 'On standard output, with `stdout_capture_maxbytes`.',
    payload: `\`processname:NAME groupname:GROUP pid:PID\`, ${DATA}`,
  },
  PROCESS_COMMUNICATION_STDERR: {
    when: 'On standard error, with `stderr_capture_maxbytes`.',
    payload: `\`processname:NAME groupname:GROUP pid:PID\`, ${DATA}`,
  },
  PROCESS_LOG: { when: 'A process wrote something.', payload: null },
  PROCESS_LOG_STDOUT: {
    when: 'On standard output, with `stdout_events_enabled`.',
    payload: `\`processname:NAME groupname:GROUP pid:PID channel:stdout\`, ${DATA}`,
  },
  PROCESS_LOG_STDERR: {
    when: 'On standard error, with `stderr_events_enabled`.',
    payload: `\`processname:NAME groupname:GROUP pid:PID channel:stderr\`, ${DATA}`,
  },
  REMOTE_COMMUNICATION: {
    when: 'A client called `supervisor.sendRemoteCommEvent`.',
    payload: '`type:TYPE`, then, in lines of their own, its data',
  },
  SUPERVISOR_STATE_CHANGE: { when: 'The daemon itself came into another state.', payload: null },
  SUPERVISOR_STATE_CHANGE_RUNNING: { when: 'It has started.', payload: 'nothing' },
  SUPERVISOR_STATE_CHANGE_STOPPING: { when: 'It begins to stop, or to start anew.', payload: 'nothing' },
  TICK: { when: 'Time has passed.', payload: null },
  TICK_5: { when: 'Every five seconds.', payload: '`when:SECONDS` since 1970' },
  TICK_60: { when: 'Every minute.', payload: '`when:SECONDS` since 1970' },
  TICK_3600: { when: 'Every hour.', payload: '`when:SECONDS` since 1970' },
  PROCESS_GROUP: { when: 'The groups are others than before.', payload: null },
  PROCESS_GROUP_ADDED: { when: 'A group came to the configuration that is run.', payload: '`groupname:GROUP`' },
  PROCESS_GROUP_REMOVED: { when: 'A group went from it.', payload: '`groupname:GROUP`' },
} satisfies Record<EventName, EventDoc>;

/** Every event type, what it tells and when. */
export function eventsPage(): Page {
  return { title: 'Events', blocks: [...text(...INTRODUCTION), ...EVENT_NAMES.flatMap(eventBlocks), ...PROTOCOL] };
}

const INTRODUCTION = [
  'Who subscribes to a type in `events` of an `[eventlistener:NAME]` is told of all its kinds: PROCESS_STATE stands for all ' +
    'types that begin with it, EVENT for all there are.',
];

function eventBlocks(name: EventName): Block[] {
  const { when, payload }: EventDoc = EVENTS[name];
  const above = EVENT_NAMES.filter((other) => other !== name && isKindOf(name, other));
  const kind = above.length < 2 ? [] : [`A kind of \`${above.find((other) => other !== 'EVENT')}\`.`];
  return [
    heading(payload === null ? 2 : 3, `\`${name}\``, name),
    ...text([when, ...kind, ...(payload === null ? [] : [`Payload: ${payload}.`])].join(' ')),
  ];
}

const PROTOCOL: readonly Block[] = [
  heading(2, 'What a listener reads and writes', 'protocol'),
  ...text(
    'A listener writes `READY` and a line feed to standard output when it can take an event. It then gets, on standard ' +
      'input, a line of `name:value` words and behind it as many characters of payload as `len` says:',
  ),
  {
    kind: 'code',
    language: 'text',
    lines: [
      'ver:3.0 server:supervisor serial:21 pool:listener poolserial:10 eventname:PROCESS_STATE_RUNNING len:58',
      'processname:cat groupname:cat from_state:STARTING pid:2766',
    ],
  },
  ...text(
    'It answers `RESULT 2`, a line feed and `OK`, or `RESULT 4`, a line feed and `FAIL`, which makes the event come again; ' +
      'then it is `READY` once more. Messages of its own go to standard error.',
  ),
];
