import { Fault, type FaultName } from '../model/faults.ts';
import { ProcessState, type ProcessStateName, SupervisorState, type SupervisorStateName } from '../model/states.ts';
import { MAIN } from '../rpc/interfaces.ts';
import type { Method } from '../rpc/method.ts';
import { SYSTEM } from '../rpc/methods/system.ts';
import { TSUPERVISOR } from '../rpc/methods/tsupervisor.ts';
import { METHODS as TWIDDLER } from '../rpc/twiddler/twiddler.ts';
import { type Block, heading, type Page, terms, text } from './blocks.ts';
import { markCode } from './markCode.ts';

type Described = Pick<Method, 'params' | 'result' | 'help'>;

interface Namespace {
  readonly name: string;
  readonly doc: string;
  readonly methods: Readonly<Record<string, Described>>;
}

const NAMESPACES: readonly Namespace[] = [
  { name: 'supervisor', doc: "Supervisor's own: what its clients call.", methods: MAIN },
  { name: 'tsupervisor', doc: 'What Supervisor does not have.', methods: TSUPERVISOR },
  { name: 'system', doc: 'What every XML-RPC server has.', methods: SYSTEM },
  {
    name: 'twiddler',
    doc:
      'With `supervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface` in ' +
      '`[rpcinterface:twiddler]`; `whitelist` there names the methods that may be called.',
    methods: TWIDDLER,
  },
];

/** Every method that clients can call, the faults and numbers they get, and what else the server answers. */
export function rpcPage(): Page {
  return {
    title: 'The servers: RPC methods and HTTP paths',
    blocks: [
      ...text(...INTRODUCTION),
      ...NAMESPACES.flatMap(namespaceBlocks),
      heading(2, 'Faults', 'faults'),
      numbered('fault', Fault, FAULTS),
      heading(2, 'States of a process', 'states'),
      numbered('state', ProcessState, STATES),
      heading(2, 'States of the daemon', 'moods'),
      numbered('state', SupervisorState, MOODS),
      heading(2, 'HTTP paths', 'paths'),
      terms('path', 'answer', PATHS),
    ],
  };
}

const INTRODUCTION = [
  'The sections `[unix_http_server]` and `[inet_http_server]` open servers; `POST /RPC2` takes XML-RPC calls, whose methods ' +
    'are below. Types are those of XML-RPC. A process is named `NAME` or `GROUP:NAME`; where a process is asked for, ' +
    '`GROUP:*` does it for all of the group and answers with a list.',
];

function namespaceBlocks({ name, doc, methods }: Namespace): Block[] {
  return [
    heading(2, `\`${name}\``, name),
    ...text(doc),
    terms(
      'method',
      'what it does',
      Object.entries(methods).map(([method, row]) => [signature(`${name}.${method}`, row), markCode(row.help)]),
    ),
  ];
}

function signature(name: string, { params, result }: Described): string {
  const words = params.map((parameter) => {
    const optional = parameter.default === undefined ? '' : '?';
    return `${parameter.name}${optional}: ${parameter.type}`;
  });
  return `${name}(${words.join(', ')}): ${result}`;
}

function numbered<Name extends string>(
  title: string,
  numbers: Readonly<Record<Name, number>>,
  docs: Readonly<Record<Name, string>>,
): Block {
  const entries = Object.entries(docs) as [Name, string][];
  return terms(
    title,
    'meaning',
    entries.map(([name, doc]) => [`${numbers[name]} ${name}`, doc]),
  );
}

const FAULTS = {
  UNKNOWN_METHOD: 'There is no such method here.',
  INCORRECT_PARAMETERS: 'Too many or too few parameters, or one of the wrong type.',
  BAD_ARGUMENTS: 'An offset and a length of a log that do not go together.',
  SIGNATURE_UNSUPPORTED: 'Help or a signature was asked for of a method that is not there.',
  SHUTDOWN_STATE: 'The daemon is about to end or to start anew.',
  BAD_NAME: 'There is no process, or group, of that name.',
  BAD_SIGNAL: 'There is no such signal.',
  NO_FILE: 'A file is not there: a log, or a command; or an input that nobody reads.',
  NOT_EXECUTABLE: 'The command cannot be executed.',
  FAILED: 'It was tried, and did not work; the text says why.',
  ABNORMAL_TERMINATION: 'The process ended before its `startsecs` were over.',
  SPAWN_ERROR: 'The process could not be started.',
  ALREADY_STARTED: 'It runs already.',
  NOT_RUNNING: 'It does not run.',
  SUCCESS: 'In lists of results: no fault.',
  ALREADY_ADDED: 'The group is there already.',
  STILL_RUNNING: 'The group still has processes that run.',
  CANT_REREAD: 'The configuration is wrong; the text says where.',
} satisfies Record<FaultName, string>;

const STATES = {
  STOPPED: 'Not started, or stopped by request.',
  STARTING: 'Started, and not up for its `startsecs` yet.',
  RUNNING: 'Up.',
  BACKOFF: 'Ended too soon; it will be tried again.',
  STOPPING: 'Told to stop, and not over yet.',
  EXITED: 'Ended by itself.',
  FATAL: 'Given up after all tries.',
  UNKNOWN: 'Lost: a failure of the daemon.',
} satisfies Record<ProcessStateName, string>;

const MOODS = {
  FATAL: 'Never answered; Supervisor has it.',
  RUNNING: 'At work.',
  RESTARTING: 'Stops everything, to start anew.',
  SHUTDOWN: 'Stops everything, to end.',
} satisfies Record<SupervisorStateName, string>;

const PATHS = [
  ['POST /RPC2', 'XML-RPC'],
  ['GET /logtail/NAME, GET /logtail/NAME/stderr', 'the log of a process, and whatever is added to it from then on'],
  ['GET /mainlogtail', 'the same of the activity log'],
  ['GET /livez', '200: the daemon answers'],
  ['GET /ok.html', '`OK`, as Supervisor answers there; asks for the password'],
  [
    'GET /readyz',
    '200 when all that starts with the daemon runs, is ready and not unhealthy; else 503 and who is to blame',
  ],
  [
    'GET /metrics',
    'states, starts, exit statuses, memory, CPU and more, as Prometheus reads them: [metrics.md](metrics.md)',
  ],
] as const;
