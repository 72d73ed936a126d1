import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { eventsOf, listener, program } from '../compat/events/listening.ts';
import { call, type Outcome } from '../compat/rpc/client.ts';
import { INTERFACE, SERVER, SUPERVISORD } from '../compat/rpc/rpcCase.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { readProc } from '../helpers/processes.ts';
import { pause, waitFor } from '../helpers/waitFor.ts';

const HEAD = `${SERVER}${SUPERVISORD.replace('debug', 'info')}${INTERFACE}`;
const NOW = 'startsecs=0\n';
const BUFFER = `${NOW}buffer_size=200`;
const EVENTS = 60;

interface Fault {
  readonly what: string;
  readonly section: string;
  /** What the daemon says about it. */
  readonly says?: RegExp;
}

const LISTENS = 'REMOTE_COMMUNICATION,PROCESS_LOG';

function faulty(what: string, actions: readonly string[], says?: RegExp, lines = BUFFER): Fault {
  return { what, section: listener('faulty', LISTENS, actions, lines), ...(says ? { says } : {}) };
}

function script(what: string, shell: string, says: RegExp, lines = ''): Fault {
  const section = `[eventlistener:faulty]\ncommand=sh -c '${shell}'\nevents=${LISTENS}\n${BUFFER}\n${lines}\n`;
  return { what, section, says };
}

const UNKNOWN = /^faulty: has entered the UNKNOWN state/;
const OVERFLOW = /^pool faulty event buffer overflowed, discarding event/;

const FAULTS: readonly Fault[] = [
  faulty('never says READY', ['gate=/no/such/file'], OVERFLOW, `${NOW}buffer_size=5`),
  faulty('never answers', ['none'], OVERFLOW, `${NOW}buffer_size=5`),
  faulty('says garbage instead of READY', ['first=garbage, garbage\\n'], UNKNOWN),
  faulty('answers garbage', ['raw=garbage, garbage\\n'], UNKNOWN),
  faulty('answers with a line that has no end', [`raw=${'x'.repeat(10_000)}`, 'none'], UNKNOWN),
  faulty('promises a result of a terabyte', ['raw=RESULT 1000000000000\\nOK'], UNKNOWN),
  faulty('promises a negative result', ['raw=RESULT -5\\nOK'], UNKNOWN),
  faulty('rejects every event for ever', ['fail'], /^faulty: event was rejected/),
  faulty('writes megabytes and reads nothing', ['spray=30'], UNKNOWN),
  faulty('closes its stdin', ['closed=stdin']),
  faulty('closes its stdout', ['closed=stdout']),
  faulty('says READY and reads nothing', ['first=READY\\n']),
  script('closes stdin once it is READY', 'echo READY; exec 0<&-; sleep 1000', /^success: faulty/),
  script('closes both once it is READY', 'echo READY; exec 0<&- 1>&- 2>&-; sleep 1000', /^success: faulty/),
  script('exits in a loop', 'exit 1', /^exited: faulty/, 'autorestart=true'),
  script('says READY and exits in a loop', 'echo READY; exit 0', /^exited: faulty/, 'autorestart=true'),
  script('dies of each event', 'echo READY; read -r line; exit 1', /^exited: faulty/, 'autorestart=true'),
  script('cannot be started', 'x', /^exited: faulty/, 'startretries=1000\ndirectory=/no/such/directory'),
  script(
    'floods its stderr',
    'while :; do head -c 65536 /dev/zero >&2; done',
    /^success: faulty/,
    'stderr_logfile=NONE',
  ),
];

describe('a faulty listener leaves the daemon, the programs and the other listeners alone', { concurrency: 2 }, () => {
  for (const fault of FAULTS) {
    test(`one that ${fault.what}`, { timeout: 90_000 }, () => live(fault));
  }
});

async function live({ section, says }: Fault): Promise<void> {
  const config = [
    HEAD,
    section,
    listener('good', 'REMOTE_COMMUNICATION', [], `${BUFFER}\npriority=1`),
    program(
      'worker',
      "sh -c 'while :; do echo work; sleep 0.05; done'",
      `${NOW}stdout_events_enabled=true\nstdout_logfile={dir}/worker.out`,
    ),
    program('other', '/bin/cat', NOW),
  ].join('\n');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: good/);
    const slowest = await sendEvents(daemon);
    assert.ok(slowest < 2_000, `a call took ${slowest} ms`);
    if (says) await daemon.waitLog(says);
    await allArrived(daemon);
    await worksOn(daemon);
    await staysSmall(daemon);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(15_000), { code: 0, signal: null });
  });
}

const rpc = (daemon: Daemon, method: string, ...params: string[]): Promise<Outcome> =>
  call({ address: daemon.sandbox.path('s.sock') }, `supervisor.${method}`, ...params);

/** Milliseconds that the slowest call took. One of the events is larger than a pipe. */
async function sendEvents(daemon: Daemon): Promise<number> {
  await waitFor('the socket', () => existsSync(daemon.sandbox.path('s.sock')));
  let slowest = 0;
  for (let number = 0; number < EVENTS; number++) {
    const begin = performance.now();
    const data = number === 3 ? 'large'.repeat(50_000) : String(number);
    assert.deepEqual(await rpc(daemon, 'sendRemoteCommEvent', 'number', data), { value: true });
    slowest = Math.max(slowest, performance.now() - begin);
    // The good listener's buffer is not what this is about, and a busy machine has only so much time for it.
    if (number % 20 === 19) await pause(50);
  }
  return slowest;
}

async function allArrived(daemon: Daemon): Promise<void> {
  const events = await waitFor(`${EVENTS} events`, () => {
    const all = eventsOf(daemon.sandbox, 'good');
    return all.length >= EVENTS ? all : null;
  });
  assert.deepEqual(
    events.map(({ fields }) => Number(fields.poolserial)),
    Array.from({ length: EVENTS }, (_, index) => index),
  );
}

async function worksOn(daemon: Daemon): Promise<void> {
  const size = (): number => (daemon.sandbox.read('worker.out') ?? '').length;
  const before = size();
  await waitFor('more output of the program', () => size() > before + 15);
  for (const method of ['stopProcess', 'startProcess']) {
    assert.deepEqual(await rpc(daemon, method, 'other'), { value: true });
  }
}

async function staysSmall(daemon: Daemon): Promise<void> {
  const rss = Number(/^VmRSS:\s*(\d+) kB/m.exec(readProc(daemon.pid, 'status') ?? '')?.[1]);
  assert.ok(rss > 0 && rss < 200_000, `the daemon has ${rss} kB`);
}

test('a listener that closed its stdout does not make the daemon spin', { timeout: 60_000 }, async () => {
  const config = [HEAD, listener('faulty', LISTENS, ['closed=stdout'], NOW)].join('\n');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: faulty/);
    await pause(1_500);
    const before = ticks(daemon.pid);
    await pause(2_000);
    assert.ok(ticks(daemon.pid) - before < 40, 'more than a fifth of a core');
  });
});

/** Hundredths of a second of CPU time. */
function ticks(pid: number): number {
  const fields = (readProc(pid, 'stat') ?? '').replace(/^.*\) /s, '').split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

test('an event a listener died of comes again, even if the listener is started again at once', {
  timeout: 60_000,
}, async () => {
  const actions = ['gate={dir}/open', 'die=0', 'ok'];
  const config = [HEAD, listener('dies', 'REMOTE_COMMUNICATION', actions, `${NOW}autorestart=true`)].join('\n');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^success: dies/);
    for (const word of ['one', 'two']) await rpc(daemon, 'sendRemoteCommEvent', 'word', word);
    // A program that was up for over a second is started again at once.
    await pause(1_200);
    daemon.sandbox.write('open', '');
    const events = await waitFor('three deliveries', () => {
      const all = eventsOf(daemon.sandbox, 'dies');
      return all.length >= 3 ? all : null;
    });
    assert.deepEqual(
      events.map(({ payload }) => payload.split('\n')[1]),
      ['one', 'one', 'two'],
    );
  });
});

test('a chatty program is not held up by a listener that does not read, and loses no output', {
  timeout: 90_000,
}, async () => {
  const config = [
    HEAD,
    listener('faulty', 'PROCESS_LOG', ['none'], NOW),
    program(
      'chatty',
      "sh -c 'seq 300000; echo the end; sleep 1000'",
      `${NOW}stdout_events_enabled=true\nstdout_logfile={dir}/chatty.out\nstdout_logfile_maxbytes=0`,
    ),
  ].join('\n');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await waitFor('all of its output', () => daemon.sandbox.read('chatty.out')?.endsWith('the end\n'), { every: 100 });
    assert.equal(daemon.sandbox.read('chatty.out')?.split('\n').length, 300_002);
    await daemon.waitLog(OVERFLOW);
  });
});
