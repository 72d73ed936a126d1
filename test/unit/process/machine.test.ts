import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessConfig } from '../../../src/model/config.ts';
import { step } from '../../../src/process/machine/machine.ts';
import type { Effect, Moment, ProcessEvent } from '../../../src/process/machine/types.ts';
import { INITIAL_STATUS, type ProcessStatus } from '../../../src/process/status.ts';
import { processConfig } from '../../helpers/processConfig.ts';

const START: ProcessEvent = { type: 'start' };
const STOP: ProcessEvent = { type: 'stop' };
const START_AGAIN: ProcessEvent = { type: 'startAgain' };
const TIMER: ProcessEvent = { type: 'timer' };
const spawned = (pid: number): ProcessEvent => ({ type: 'spawned', pid });
const exited = (code: number): ProcessEvent => ({
  type: 'exited',
  exit: { code, signal: null, description: `exit status ${code}` },
});
const killed: ProcessEvent = { type: 'exited', exit: { code: -1, signal: 9, description: 'terminated by SIGKILL' } };

type Timed = readonly [at: number, event: ProcessEvent, mayStart?: boolean];

/** Runs events at given milliseconds; effects as short words. */
function play(config: ProcessConfig, events: readonly Timed[], from: ProcessStatus = INITIAL_STATUS) {
  let status = from;
  const words: string[] = [];
  for (const [at, event, mayStart = true] of events) {
    const moment: Moment = { now: 1000 + at, wall: 50_000 + at, mayStart, chance: 0.5 };
    const after = step(config, status, event, moment);
    status = after.status;
    words.push(...after.effects.map(word));
  }
  return { status, words };
}

function word(effect: Effect): string {
  switch (effect.type) {
    case 'log':
      return `${effect.level}: ${effect.message}`;
    case 'kill':
      return `kill ${effect.signal}${effect.asGroup ? ' group' : ''}`;
    case 'announce':
      return `${effect.from}>${effect.to}${effect.expected ? '' : ' unexpected'}`;
    case 'spawn':
      return 'spawn';
  }
}

interface Case {
  readonly title: string;
  readonly config?: Partial<ProcessConfig>;
  readonly events: readonly Timed[];
  /** Null: what is said does not matter here. */
  readonly words: readonly string[] | null;
  readonly status: Partial<ProcessStatus>;
}

const UP: readonly Timed[] = [
  [0, START],
  [0, spawned(7)],
  [1000, TIMER],
];
const UP_WORDS = [
  'STOPPED>STARTING',
  'spawn',
  "info: spawned: 'cat' with pid 7",
  'STARTING>RUNNING',
  'info: success: cat entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
];
const STARTED_WORDS = UP_WORDS.slice(0, 3);

const CASES: readonly Case[] = [
  {
    title: 'a program that stays up for startsecs is RUNNING',
    events: UP,
    words: UP_WORDS,
    status: { state: 'RUNNING', pid: 7, dueAt: null, backoff: 0, wanted: 'up' },
  },
  {
    title: 'an exit before startsecs is a failed start whatever its code, and is retried after one second',
    events: [
      [0, START],
      [0, spawned(7)],
      [10, exited(0)],
    ],
    words: [...STARTED_WORDS, 'STARTING>BACKOFF', 'warn: exited: cat (exit status 0; not expected)'],
    status: { state: 'BACKOFF', pid: 0, backoff: 1, dueAt: 2010, exitstatus: null },
  },
  {
    title: 'a retry counts on: the second wait is two seconds',
    events: [
      [0, START],
      [0, spawned(7)],
      [10, exited(0)],
      [1010, TIMER],
      [1010, spawned(8)],
      [1020, exited(1)],
    ],
    words: [
      ...STARTED_WORDS,
      'STARTING>BACKOFF',
      'warn: exited: cat (exit status 0; not expected)',
      'BACKOFF>STARTING',
      'spawn',
      "info: spawned: 'cat' with pid 8",
      'STARTING>BACKOFF',
      'warn: exited: cat (exit status 1; not expected)',
    ],
    status: { state: 'BACKOFF', backoff: 2, dueAt: 1000 + 1020 + 2000 },
  },
  {
    title: 'startretries=0 goes FATAL on the first failure',
    config: { startretries: 0 },
    events: [
      [0, START],
      [0, { type: 'spawnFailed', message: "can't find command 'cat'", status: 127 }],
    ],
    words: [
      'STOPPED>STARTING',
      'spawn',
      "info: spawnerr: can't find command 'cat'",
      'STARTING>BACKOFF',
      'BACKOFF>FATAL',
      'info: gave up: cat entered FATAL state, too many start retries too quickly',
    ],
    status: { state: 'FATAL', backoff: 0, spawnerr: "can't find command 'cat'", dueAt: null },
  },
  {
    title: 'an unexpected exit after more than a second restarts at once',
    events: [...UP, [1500, exited(3)]],
    words: [
      ...UP_WORDS,
      'RUNNING>EXITED unexpected',
      'warn: exited: cat (exit status 3; not expected)',
      'EXITED>STARTING',
      'spawn',
    ],
    status: { state: 'STARTING', laststart: 51_500 },
  },
  {
    title: 'an expected exit with autorestart=unexpected stays EXITED',
    events: [...UP, [1500, exited(0)]],
    words: [...UP_WORDS, 'RUNNING>EXITED', 'info: exited: cat (exit status 0; expected)'],
    status: { state: 'EXITED', exitstatus: 0, spawnerr: null, dueAt: null, laststop: 51_500 },
  },
  {
    title: 'with startsecs=0 a quick exit restarts one second after the last start, not in a loop',
    config: { startsecs: 0, autorestart: true },
    events: [
      [0, START],
      [0, spawned(7)],
      [1, TIMER],
      [2, exited(0)],
    ],
    words: [
      ...STARTED_WORDS,
      'STARTING>RUNNING',
      'info: success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
      'RUNNING>EXITED',
      'info: exited: cat (exit status 0; expected)',
    ],
    status: { state: 'EXITED', dueAt: 2000 },
  },
  {
    title: 'an exit after startsecs that overtakes the timer passes through RUNNING',
    events: [
      [0, START],
      [0, spawned(7)],
      [1000, exited(0)],
    ],
    words: [...STARTED_WORDS, 'STARTING>RUNNING', 'RUNNING>EXITED', 'info: exited: cat (exit status 0; expected)'],
    status: { state: 'EXITED' },
  },
  {
    title: 'a stop sends stopsignal, and SIGKILL to the group after stopwaitsecs, again and again',
    config: { stopsignal: 2, killasgroup: true, stopwaitsecs: 5 },
    events: [...UP, [2000, STOP], [7000, TIMER], [12_000, TIMER], [12_001, killed]],
    words: [
      ...UP_WORDS,
      'debug: killing cat (pid 7) with signal SIGINT',
      'RUNNING>STOPPING',
      'kill 2',
      "warn: killing 'cat' (7) with SIGKILL",
      'debug: killing cat (pid 7) process group with signal SIGKILL',
      'kill 9 group',
      "warn: killing 'cat' (7) with SIGKILL",
      'debug: killing cat (pid 7) process group with signal SIGKILL',
      'kill 9 group',
      'STOPPING>STOPPED',
      'warn: stopped: cat (terminated by SIGKILL)',
    ],
    status: { state: 'STOPPED', pid: 0, exitstatus: -1, dueAt: null, wanted: 'down' },
  },
  {
    title: 'stopwaitsecs=0 kills at once, and again only after a second',
    config: { stopwaitsecs: 0 },
    events: [...UP, [2000, STOP], [2000, TIMER]],
    words: [
      ...UP_WORDS,
      'debug: killing cat (pid 7) with signal SIGTERM',
      'RUNNING>STOPPING',
      'kill 15',
      "warn: killing 'cat' (7) with SIGKILL",
      'debug: killing cat (pid 7) with signal SIGKILL',
      'kill 9',
    ],
    status: { state: 'STOPPING', dueAt: 4000 },
  },
  {
    title: 'a stop in BACKOFF is STOPPED at once',
    events: [
      [0, START],
      [0, spawned(7)],
      [10, exited(0)],
      [20, STOP],
    ],
    words: [
      ...STARTED_WORDS,
      'STARTING>BACKOFF',
      'warn: exited: cat (exit status 0; not expected)',
      'debug: Attempted to kill cat, which is in BACKOFF state.',
      'BACKOFF>STOPPED',
    ],
    status: { state: 'STOPPED', dueAt: null, wanted: 'down' },
  },
  {
    title: 'a shutdown gives up on a program in BACKOFF',
    events: [
      [0, START],
      [0, spawned(7)],
      [10, exited(0)],
      [20, { type: 'giveUp' }],
    ],
    words: [...STARTED_WORDS, 'STARTING>BACKOFF', 'warn: exited: cat (exit status 0; not expected)', 'BACKOFF>FATAL'],
    status: { state: 'FATAL', backoff: 0, dueAt: null },
  },
  {
    title: 'nothing restarts during a shutdown',
    events: [...UP, [1500, exited(3), false]],
    words: [...UP_WORDS, 'RUNNING>EXITED unexpected', 'warn: exited: cat (exit status 3; not expected)'],
    status: { state: 'EXITED', dueAt: null },
  },
  {
    title: 'a kill that the kernel refuses leads to UNKNOWN, and its end is told all the same',
    events: [
      ...UP,
      [2000, STOP],
      [2000, { type: 'killFailed', signal: 15, error: 'EPERM', gone: false }],
      [3000, exited(0)],
    ],
    words: [
      ...UP_WORDS,
      'debug: killing cat (pid 7) with signal SIGTERM',
      'RUNNING>STOPPING',
      'kill 15',
      'critical: unknown problem killing cat (7): EPERM',
      'STOPPING>UNKNOWN',
      'UNKNOWN>EXITED',
      'info: exited: cat (exit status 0; expected)',
    ],
    status: { state: 'EXITED', pid: 0 },
  },
  {
    title: 'a stop sequence sends one signal after the other, then SIGKILL',
    config: {
      stop_sequence: [
        [15, 20],
        [2, 5],
      ],
    },
    events: [...UP, [2000, STOP], [22_000, TIMER], [27_000, TIMER], [28_000, killed]],
    words: [
      ...UP_WORDS,
      'debug: killing cat (pid 7) with signal SIGTERM',
      'RUNNING>STOPPING',
      'kill 15',
      'debug: killing cat (pid 7) with signal SIGINT',
      'kill 2',
      "warn: killing 'cat' (7) with SIGKILL",
      'debug: killing cat (pid 7) with signal SIGKILL',
      'kill 9',
      'STOPPING>STOPPED',
      'warn: stopped: cat (terminated by SIGKILL)',
    ],
    status: { state: 'STOPPED', lastExit: 137 },
  },
  {
    title: 'a stop sequence waits as long as it says',
    config: { stop_sequence: [[15, 20]], stopwaitsecs: 3 },
    events: [...UP, [2000, STOP]],
    words: [...UP_WORDS, 'debug: killing cat (pid 7) with signal SIGTERM', 'RUNNING>STOPPING', 'kill 15'],
    status: { state: 'STOPPING', dueAt: 1000 + 2000 + 20_000 },
  },
  {
    title: 'a shutdown whose time is up kills at once',
    events: [...UP, [2000, STOP], [2100, { type: 'kill' }]],
    words: [
      ...UP_WORDS,
      'debug: killing cat (pid 7) with signal SIGTERM',
      'RUNNING>STOPPING',
      'kill 15',
      "warn: killing 'cat' (7) with SIGKILL",
      'debug: killing cat (pid 7) with signal SIGKILL',
      'kill 9',
    ],
    status: { state: 'STOPPING' },
  },
  {
    title: 'restart_limit gives up a program that keeps ending after it was up',
    config: { autorestart: true, startsecs: 0, restart_limit: [1, 60] },
    events: [
      [0, START],
      [0, spawned(7)],
      [0, TIMER],
      [2000, exited(1)],
      [2000, spawned(8)],
      [2000, TIMER],
      [9000, exited(1)],
    ],
    words: [
      ...STARTED_WORDS,
      'STARTING>RUNNING',
      'info: success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
      'RUNNING>EXITED unexpected',
      'warn: exited: cat (exit status 1; not expected)',
      'EXITED>STARTING',
      'spawn',
      "info: spawned: 'cat' with pid 8",
      'STARTING>RUNNING',
      'info: success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
      'RUNNING>EXITED unexpected',
      'warn: exited: cat (exit status 1; not expected)',
      'EXITED>FATAL',
      'info: gave up: cat entered FATAL state, it was restarted 1 times within 60 seconds (restart_limit)',
    ],
    status: { state: 'FATAL', dueAt: null, lastExit: 1 },
  },
  {
    title: 'restart_limit forgets what is longer ago',
    config: { autorestart: true, startsecs: 0, restart_limit: [1, 5] },
    events: [
      [0, START],
      [0, spawned(7)],
      [0, TIMER],
      [2000, exited(1)],
      [2000, spawned(8)],
      [2000, TIMER],
      [9000, exited(1)],
      [9000, spawned(9)],
    ],
    words: null,
    status: { state: 'STARTING', pid: 9 },
  },
  {
    title: 'restart_forever goes on trying',
    config: { startretries: 0, restart_forever: true },
    events: [
      [0, START],
      [0, spawned(7)],
      [20, exited(1)],
    ],
    words: null,
    status: { state: 'BACKOFF', dueAt: 1000 + 20 + 1000 },
  },
  {
    title: 'exit_on=failure does not start a program again whose end is the end of the daemon',
    config: { exit_on: 'failure', autorestart: true },
    events: [...UP, [5000, exited(3)]],
    words: [...UP_WORDS, 'RUNNING>EXITED unexpected', 'warn: exited: cat (exit status 3; not expected)'],
    status: { state: 'EXITED', dueAt: null, lastExit: 3 },
  },
  {
    title: 'exit_on=failure leaves the restart after an expected end as it is',
    config: { exit_on: 'failure', autorestart: true },
    events: [...UP, [5000, exited(0)]],
    words: null,
    status: { state: 'STARTING' },
  },
  {
    title: 'a program that asks for more time to stop gets it',
    events: [...UP, [2000, STOP], [3000, { type: 'extend', milliseconds: 60_000 }]],
    words: null,
    status: { state: 'STOPPING', dueAt: 1000 + 3000 + 60_000 },
  },
  {
    title: 'asking for less than there is left takes nothing away',
    events: [...UP, [2000, STOP], [3000, { type: 'extend', milliseconds: 1 }]],
    words: null,
    status: { state: 'STOPPING', dueAt: 1000 + 2000 + 10_000 },
  },
  {
    title: 'once it has been sent SIGKILL there is no more time',
    events: [...UP, [2000, STOP], [12_000, TIMER], [12_100, { type: 'extend', milliseconds: 60_000 }]],
    words: null,
    status: { state: 'STOPPING', dueAt: 1000 + 12_000 + 10_000 },
  },
  {
    title: 'what it says of itself lasts until it is started again',
    config: { ready: { kind: 'notify' } },
    events: [...UP, [2000, { type: 'seen', text: 'up', ready: true }], [3000, exited(1)]],
    words: null,
    status: { state: 'STARTING', statusText: null, ready: false, startCount: 2, restartCount: 1 },
  },
  {
    title: 'a program that the daemon has stopped to start it again is started, which restart_limit counts',
    config: { restart_limit: [2, 60] },
    events: [...UP, [2000, STOP], [2100, killed], [2100, START_AGAIN]],
    words: null,
    status: { state: 'STARTING', wanted: 'up', restarts: [1000 + 2100] },
  },
  {
    title: 'one that the daemon has started again too often is given up',
    config: { restart_limit: [1, 60] },
    events: [
      ...UP,
      [2000, STOP],
      [2100, killed],
      [2100, START_AGAIN],
      [2100, spawned(8)],
      [3100, TIMER],
      [4000, STOP],
      [4100, killed],
      [4100, START_AGAIN],
    ],
    words: null,
    status: { state: 'FATAL', pid: 0 },
  },
  {
    title: 'nothing is started again while the daemon shuts down',
    events: [...UP, [2000, STOP], [2100, killed], [2100, START_AGAIN, false]],
    words: null,
    status: { state: 'STOPPED' },
  },
  {
    title: 'a program that has run for max_runtime is stopped by its stop signal and, as by a bad exit, started again',
    config: { max_runtime: 60, stopsignal: 2, stopasgroup: true, killasgroup: true },
    events: [...UP, [60_000, TIMER], [60_100, killed]],
    words: [
      ...UP_WORDS,
      'warn: max_runtime: cat (pid 7) has run for 60 seconds and is stopped',
      'debug: killing cat (pid 7) process group with signal SIGINT',
      'RUNNING>STOPPING',
      'kill 2 group',
      'STOPPING>EXITED unexpected',
      'warn: exited: cat (terminated by SIGKILL; not expected)',
      'EXITED>STARTING',
      'spawn',
    ],
    status: { state: 'STARTING', wanted: 'up', startedAt: 1000 + 60_100 },
  },
  {
    title: 'the time of max_runtime counts from the start',
    config: { max_runtime: 60 },
    events: UP,
    words: null,
    status: { state: 'RUNNING', dueAt: 1000 + 60_000 },
  },
  {
    title: 'one that was longer in STARTING than it may run is stopped when it is RUNNING',
    config: { max_runtime: 0.5 },
    events: [...UP, [1000, TIMER]],
    words: null,
    status: { state: 'STOPPING', wanted: 'up' },
  },
  {
    title: 'one that ignores its stop signal is killed, and started again all the same',
    config: { max_runtime: 60, stopwaitsecs: 5 },
    events: [...UP, [60_000, TIMER], [65_000, TIMER], [65_001, killed]],
    words: null,
    status: { state: 'STARTING' },
  },
  {
    title: 'a oneshot that ends well when max_runtime stops it is not done',
    config: { max_runtime: 60, type: 'oneshot', autorestart: false, exit_on: 'failure' },
    events: [...UP, [60_000, TIMER], [60_100, exited(0)]],
    words: null,
    status: { state: 'EXITED', exitstatus: -1, lastExit: 143, dueAt: null },
  },
  {
    title: 'with autorestart=false it stays down after max_runtime',
    config: { max_runtime: 60, autorestart: false },
    events: [...UP, [60_000, TIMER], [60_100, exited(3)]],
    words: null,
    status: { state: 'EXITED', exitstatus: 3, dueAt: null },
  },
  {
    title: 'a stop by request while max_runtime stops it leaves it stopped',
    config: { max_runtime: 60 },
    events: [...UP, [60_000, TIMER], [60_050, STOP], [60_100, killed]],
    words: null,
    status: { state: 'STOPPED', wanted: 'down' },
  },
  {
    title: 'max_runtime counts for restart_limit',
    config: { max_runtime: 60, restart_limit: [1, 600] },
    events: [
      ...UP,
      [60_000, TIMER],
      [60_100, killed],
      [60_100, spawned(8)],
      [61_100, TIMER],
      [120_100, TIMER],
      [120_200, killed],
    ],
    words: null,
    status: { state: 'FATAL', pid: 0 },
  },
  {
    title: 'without max_runtime a program that runs has no timer',
    events: [...UP, [99_000, TIMER]],
    words: UP_WORDS,
    status: { state: 'RUNNING', dueAt: null },
  },
  {
    title: 'when a schedule starts it next is kept whatever becomes of it',
    config: { type: 'oneshot', autorestart: false },
    events: [[0, { type: 'scheduled', at: 77 }], ...UP, [5000, exited(0)], [6000, { type: 'wait', what: 'db:ready' }]],
    words: null,
    status: { state: 'EXITED', nextRun: 77, waitingFor: 'db:ready' },
  },
  {
    title: 'an event that cannot happen is logged and changes nothing',
    events: [[0, exited(0)]],
    words: ["critical: cat: event 'exited' cannot happen in state STOPPED; nothing was changed"],
    status: INITIAL_STATUS,
  },
];

for (const { title, config, events, words, status } of CASES) {
  test(title, () => {
    const played = play(processConfig(config), events);
    if (words !== null) assert.deepEqual(played.words, words);
    assert.deepEqual({ ...played.status, ...status }, played.status);
  });
}
