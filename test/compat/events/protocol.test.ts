import { rpcCase, until } from '../rpc/rpcCase.ts';
import { listener, logged, make, protocolOf, sees, tell } from './listening.ts';

/** What a listener does, in a pool of its own, and the message that says that it is through with it. */
interface Conversation {
  readonly name: string;
  readonly actions: readonly string[];
  /** The last thing the activity log says of it; the number of times, too. */
  readonly until: RegExp;
  readonly times?: number;
  /** Events it gets. */
  readonly events: number;
  readonly lines?: string;
}

const BROKEN = 'has entered the UNKNOWN state';
const READY = 'ACKNOWLEDGED -> READY';

function fine(name: string, actions: readonly string[], events = 3, lines = ''): Conversation {
  return { name, actions, until: new RegExp(`^${name}: ${READY}`), times: events + 1, events, lines };
}

function breaks(name: string, actions: readonly string[], events = 1): Conversation {
  return { name, actions, until: new RegExp(`^${name}: ${BROKEN}`), events };
}

const CONVERSATIONS: readonly Conversation[] = [
  fine('good', []),
  fine('joined', ['joined']),
  fine('pieces', ['pieces']),
  fine('rejects', ['fail', 'ok'], 4),
  fine('rejects_thrice', ['fail', 'fail', 'fail', 'ok'], 6),
  fine('rejects_later', ['ok', 'fail', 'ok'], 4),
  fine('small_letters', ['answer=ok', 'ok'], 4),
  fine('nothing', ['answer=', 'ok'], 4),
  fine('with_newline', ['answer=OK\\n', 'ok'], 4),
  fine('something_else', ['answer=I have done it, thank you', 'ok'], 4),
  fine('no_text', ['answer=\\xff\\xfe', 'ok'], 4),
  fine('long', [`answer=${'x'.repeat(5000)}`, 'ok'], 4),
  fine('other_word', ['raw=ABCDEFG2\\nOK']),
  fine('spaces', ['raw=RESULT  2 \\nOK']),
  fine('carriage_return', ['raw=RESULT 2\\r\\nOK']),
  fine('plus', ['raw=RESULT +2\\nOK']),
  fine('zeros', ['raw=RESULT 002\\nOK']),
  fine('underscore', ['raw=RESULT 0_2\\nOK']),
  breaks('no_number', ['raw=RESULT x\\n']),
  breaks('number_and_more', ['raw=RESULT 2 x\\nOK']),
  breaks('fraction', ['raw=RESULT 2.0\\nOK']),
  breaks('underscores', ['raw=RESULT 2__0\\nOK']),
  breaks('only_the_word', ['raw=RESULT\\n']),
  breaks('empty_line', ['raw=\\n']),
  breaks('garbage', ['raw=garbage\\n']),
  breaks('quotes', [`raw=it's "quoted" \\\\ \\t\\n`]),
  breaks('undecodable', ['raw=no text: \\xff\\xfe\\n']),
  breaks('beyond_ascii', ['raw=ä€😀\\n']),
  breaks('only_ready', ['raw=']),
  breaks('too_much', ['raw=RESULT 2\\nOKOK']),
  breaks('more_later', ['ok', 'raw=RESULT 2\\nOK and more'], 2),
  breaks('ready_twice', ['raw=RESULT 2\\nOKREADY\\nREADY\\n']),
  breaks('first_garbage', ['first=garbage\\n'], 0),
  breaks('first_small', ['first=ready\\n'], 0),
  breaks('first_space', ['first= READY\\n'], 0),
  breaks('first_newlines', ['first=\\n\\n\\n\\n\\n\\n'], 0),
  breaks('first_carriage', ['first=READY\\r\\n'], 0),
  breaks('first_twice', ['first=READY\\nREADY\\n'], 0),
  breaks('first_and_result', ['first=READY\\nRESULT 2\\nOK'], 0),
  { name: 'first_half', actions: ['first=REA'], until: /./, events: 0 },
  { name: 'first_no_end', actions: ['first=READY'], until: /./, events: 0 },
  { name: 'too_little', actions: ['raw=RESULT 100\\nOK'], until: /^event 0 sent to listener too_little/, events: 1 },
  breaks('half_a_line', ['raw=RESULT 2']),
  { name: 'silent', actions: ['none'], until: /^event 0 sent to listener silent/, events: 1 },
  fine('dies', ['die=0', 'ok'], 4, 'autorestart=true'),
  fine('dies_badly', ['ok', 'die=3', 'ok'], 4, 'autorestart=true'),
  fine('dies_twice', ['die=1', 'die=1', 'ok'], 5, 'autorestart=true'),
  { name: 'dies_for_good', actions: ['die=2'], until: /^exited: dies_for_good/, events: 1, lines: 'autorestart=false' },
];

/**
 * Two pools whose processes have the same priority are one to the reference when an event is rejected: see
 * rejection.test.ts.
 */
function section({ name, actions, lines }: Conversation, index: number): string {
  const own = `startsecs=0\npriority=${index + 1}\n${lines ?? ''}`;
  return listener(name, 'REMOTE_COMMUNICATION', ['gate={dir}/open', ...actions], own);
}

/** Some at a time: each is an interpreter that starts. */
for (let first = 0; first < CONVERSATIONS.length; first += 12) {
  const some = CONVERSATIONS.slice(first, first + 12);
  rpcCase({
    title: `the protocol between the daemon and its listeners: ${some.map(({ name }) => name).join(', ')}`,
    sections: some.map(section).join('\n'),
    steps: [
      ...some.map(({ name }) => until(name, 'RUNNING')),
      tell('number', 'one'),
      tell('number', 'two'),
      tell('number', 'three'),
      // Now they say READY: three events wait for each of them.
      make('open'),
      ...some.flatMap(({ name, until, times, events }) => [
        logged(until, times),
        sees(name, { until: events }, `what ${name} is told`),
        protocolOf(name),
      ]),
    ],
  });
}
