import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessInfo } from '../../../src/ctl/api.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import type { CtlCase } from './compare.ts';
import { LONG, type World } from './world.ts';

type Step = readonly [method: string, ...params: RpcValue[]];

/** The state of things that each client finds: after these calls, and once nothing is on its way any more. */
function given(...steps: readonly Step[]): (world: World) => Promise<void> {
  return async (world) => {
    for (const [method, ...params] of steps) await world.call(`supervisor.${method}`, ...params);
    await settled(world);
  };
}

const PASSING = ['STARTING', 'STOPPING', 'BACKOFF'];
const LIMIT_MS = 20_000;

async function settled(world: World): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const infos = (await world.call('supervisor.getAllProcessInfo')) as unknown as readonly ProcessInfo[];
    const moving = infos.filter(
      ({ name, statename }) => PASSING.includes(statename) || (name === 'done' && statename === 'RUNNING'),
    );
    if (moving.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still ${moving.map(({ name }) => name).join(', ')} on the way`);
    await pause(20);
  }
}

const ANY = given();
const CAT_RUNS = given(['startProcess', 'cat']);
const OFF_STOPPED = given(['stopProcess', 'off']);
const PAIR_RUNS = given(['startProcessGroup', 'pair']);
const PAIR_STOPPED = given(['stopProcessGroup', 'pair']);
const PAIR_AND_OFF = given(['startProcessGroup', 'pair'], ['stopProcess', 'off']);
const MIX_HALF = given(['startProcess', 'mix:left'], ['stopProcess', 'mix:right']);

function cases(
  command: string,
  list: readonly (readonly [args: string, status: number, shows: RegExp, before: NonNullable<CtlCase['before']>])[],
): CtlCase[] {
  return list.map(([args, status, shows, before]) => {
    const line = `${command} ${args}`.trim();
    const unordered = /\*|\ball\b/.test(args);
    return { title: line, args: line.split(' '), status, shows, before, unordered };
  });
}

const START = cases('start', [
  ['off', 0, /^off: started\n$/, OFF_STOPPED],
  ['cat', 0, /^cat: ERROR \(already started\)\n$/, CAT_RUNS],
  ['nope', 1, /^nope: ERROR \(no such process\)\n$/, ANY],
  ['nope:*', 2, /^nope: ERROR \(no such group\)\n$/, ANY],
  ['missing', 1, /^missing: ERROR \(no such file\)\n$/, ANY],
  ['notexec', 1, /^notexec: ERROR \(file is not executable\)\n$/, ANY],
  ['short', 7, /^short: ERROR \(spawn error\)\n$/, ANY],
  ['done', 0, /^done: started\n$/, ANY],
  ['pair:*', 0, /^pair:pair_0: started\npair:pair_1: started\n$/, PAIR_STOPPED],
  [
    'pair:pair_1 off',
    0,
    /^pair:pair_1: started\noff: started\n$/,
    given(['stopProcessGroup', 'pair'], ['stopProcess', 'off']),
  ],
  ['mix:*', 0, /^mix:right: started\n$/m, MIX_HALF],
  ['cat nope off', 1, /^cat: ERROR.*\nnope: ERROR.*\noff: started\n$/, OFF_STOPPED],
]);

const STOP = cases('stop', [
  ['cat', 0, /^cat: stopped\n$/, CAT_RUNS],
  ['off', 0, /^off: ERROR \(not running\)\n$/, OFF_STOPPED],
  ['nope', 1, /^nope: ERROR \(no such process\)\n$/, ANY],
  ['nope:*', 1, /^nope: ERROR \(no such group\)\n$/, ANY],
  ['nope:', 1, /^nope: ERROR \(no such group\)\n$/, ANY],
  ['pair:*', 0, /^pair:pair_0: stopped\npair:pair_1: stopped\n$/, PAIR_RUNS],
  ['mix:*', 0, /^mix:left: stopped\n$/m, MIX_HALF],
  [
    'cat off nope',
    1,
    /^cat: stopped\noff: ERROR \(not running\)\nnope: ERROR/,
    given(['startProcess', 'cat'], ['stopProcess', 'off']),
  ],
]);

const RESTART = cases('restart', [
  ['cat', 0, /^cat: stopped\ncat: started\n$/, CAT_RUNS],
  ['off', 0, /^off: ERROR \(not running\)\noff: started\n$/, OFF_STOPPED],
  ['nope', 1, /^nope: ERROR \(no such process\)\nnope: ERROR \(no such process\)\n$/, ANY],
  ['nope:*', 2, /^nope: ERROR \(no such group\)\nnope: ERROR \(no such group\)\n$/, ANY],
  ['pair:*', 0, /^pair:pair_0: started\npair:pair_0: stopped\n/, PAIR_RUNS],
  ['mix:*', 0, /^mix:left: started\nmix:left: stopped\nmix:right: started\n/, MIX_HALF],
  ['pair:pair_1 off', 0, /^pair:pair_1: stopped\noff: ERROR \(not running\)\npair:pair_1: started\n/, PAIR_AND_OFF],
  ['missing', 1, /^missing: ERROR \(not running\)\nmissing: ERROR \(no such file\)\n$/, ANY],
]);

const SIGNAL = cases('signal', [
  ['CONT cat', 0, /^cat: signalled\n$/, CAT_RUNS],
  ['18 cat', 0, /^cat: signalled\n$/, CAT_RUNS],
  ['SIGCONT pair:*', 0, /^pair:pair_0: signalled\n/, PAIR_RUNS],
  ['NOPE cat', 1, /^cat: ERROR \(bad signal name\)\n$/, CAT_RUNS],
  ['NOPE pair:*', 1, /^pair:pair_0: ERROR \(bad signal name\)\n/m, PAIR_RUNS],
  ['NOPE all', 1, /^cat: ERROR \(bad signal name\)\n/m, CAT_RUNS],
  ['CONT off', 7, /^off: ERROR \(not running\)\n$/, OFF_STOPPED],
  ['CONT mix:*', 0, /^mix:left: signalled\n$/, MIX_HALF],
  ['CONT nope', 1, /^nope: ERROR \(no such process\)\n$/, ANY],
  ['CONT nope:*', 1, /^nope: ERROR \(no such group\)\n$/, ANY],
  ['CONT all', 0, /^cat: signalled\n/m, given(['startProcess', 'cat'], ['stopProcess', 'off'])],
]);

const CLEAR: readonly CtlCase[] = [
  ...cases('clear', [
    ['cat', 0, /^cat: cleared\n$/, ANY],
    ['nope', 1, /^nope: ERROR \(no such process\)\n$/, ANY],
    ['pair:pair_0 cat', 0, /^pair:pair_0: cleared\ncat: cleared\n$/, ANY],
  ]),
  // Both at once: the reference takes a second for each process.
  { title: 'clear all', args: ['clear', 'all'], status: 0, shows: /^cat: cleared\n/m, unordered: true },
  {
    title: 'clear pair:*',
    args: ['clear', 'pair:*', 'cat'],
    status: 1,
    shows: /^pair:None: ERROR/,
    differences: [
      {
        reason: 'REFERENCE.md 25: the reference takes group:* for the name of a process',
        in: 'stdout',
        reference: /^pair:None: ERROR \(no such process\)\n/,
        ours: /^pair:pair_0: cleared\npair:pair_1: cleared\n/,
      },
    ],
    oursStatus: 0,
  },
];

/** Writes what the include names, and leaves the daemon as if it had read that. */
function configured(now: string, next: string): (world: World) => Promise<void> {
  return async (world) => {
    world.daemon.sandbox.write('more.conf', now);
    await world.call('supervisor.reloadConfig');
    for (const group of ['fresh', 'other']) {
      await world.call('supervisor.stopProcessGroup', group);
      await world.call('supervisor.removeProcessGroup', group);
    }
    if (now !== '') await world.call('supervisor.addProcessGroup', 'fresh');
    world.daemon.sandbox.write('more.conf', next);
  };
}

const FRESH = '[program:fresh]\ncommand=/bin/cat\nstartsecs=0\n';
const OTHER = '[program:other]\ncommand=/bin/cat\nstartsecs=0\n';
const CHANGED = `${FRESH}priority=5\n`;
const BROKEN = '[program:fresh]\nstartsecs=0\n';

const NOTHING = configured('', '');
const ADDED = configured('', FRESH);
const EDITED = configured(FRESH, CHANGED);
const DROPPED = configured(FRESH, '');
const SWAPPED = configured(FRESH, OTHER);
const SPOILT = configured('', BROKEN);

async function readAgain(world: World): Promise<void> {
  await ADDED(world);
  await world.call('supervisor.reloadConfig');
}

const RELOAD: readonly CtlCase[] = [
  ...cases('reread', [
    ['', 0, /^No config updates to processes\n$/, NOTHING],
    ['', 0, /^fresh: available\n$/, ADDED],
    ['', 0, /^fresh: changed\n$/, EDITED],
    ['', 0, /^fresh: disappeared\n$/, DROPPED],
    ['', 0, /^fresh: disappeared\nother: available\n$/, SWAPPED],
    ['', 1, /^ERROR: CANT_REREAD: /, SPOILT],
  ]),
  ...cases('update', [
    ['', 0, /^$/, NOTHING],
    ['', 0, /^fresh: added process group\n$/, ADDED],
    ['all', 0, /^fresh: stopped\nfresh: updated process group\n$/, EDITED],
    ['', 0, /^fresh: stopped\nfresh: removed process group\n$/, DROPPED],
    ['', 0, /^fresh: stopped\nfresh: removed process group\nother: added process group\n$/, SWAPPED],
    ['other', 0, /^other: added process group\n$/, SWAPPED],
    ['cat', 0, /^$/, SWAPPED],
    ['nope', 1, /^ERROR: no such group: nope\n$/, SWAPPED],
    ['nope fresh', 1, /^ERROR: no such group: nope\nfresh: stopped\n/, SWAPPED],
    ['', 1, /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 92/, SPOILT],
  ]),
  ...cases('add', [
    ['fresh', 0, /^fresh: added process group\n$/, readAgain],
    ['fresh', 1, /^ERROR: no such process\/group: fresh\n$/, ADDED],
    ['cat', 0, /^ERROR: process group already active\n$/, ANY],
    ['nope', 1, /^ERROR: no such process\/group: nope\n$/, ANY],
    ['cat nope', 1, /^ERROR: process group already active\nERROR: no such/, ANY],
  ]),
  { title: 'add without a name', args: ['add'], status: 0, shows: /^$/ },
  { title: 'remove without a name', args: ['remove'], status: 0, shows: /^$/ },
  ...cases('remove', [
    ['cat', 1, /^ERROR: process\/group still running: cat\n$/, CAT_RUNS],
    ['nope', 1, /^ERROR: no such process\/group: nope\n$/, ANY],
    [
      'fresh nope',
      1,
      /^fresh: removed process group\nERROR: no such process\/group: nope\n$/,
      async (world) => {
        await DROPPED(world);
        await world.call('supervisor.stopProcessGroup', 'fresh');
      },
    ],
  ]),
];

/** One by one: startAllProcesses of the reference takes a second for each. */
const EVERYTHING = given(
  ...['cat', 'talk', 'merged', 'nolog', LONG, 'pair:pair_0', 'pair:pair_1', 'mix:left'].map(
    (name): Step => ['startProcess', name, false],
  ),
  ['stopProcess', 'off'],
  ['stopProcess', 'mix:right'],
);

const ALL: readonly CtlCase[] = [
  ...cases('start', [['all', 7, /^off: started\n/m, EVERYTHING]]),
  ...cases('stop', [['all', 0, /^cat: stopped\n/m, EVERYTHING]]),
  ...cases('restart', [['all cat', 7, /^cat: started\n/m, EVERYTHING]]),
];

export const CHANGING: readonly CtlCase[] = [...START, ...STOP, ...RESTART, ...SIGNAL, ...CLEAR, ...RELOAD, ...ALL];
