import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { calls, rpcCase, type Step, until } from './rpcCase.ts';

/** Where Debian's Python finds the original; PYTHONPATH can name its source. */
const found = spawnSync(
  '/usr/bin/python3',
  ['-c', 'import os, supervisor_twiddler; print(os.path.dirname(os.path.dirname(supervisor_twiddler.__file__)))'],
  { encoding: 'utf8' },
);

const SECTIONS = [
  '[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n',
  '[group:g]\nprograms=\n',
  '[program:cat]\ncommand=/bin/cat\nstdout_logfile=NONE\nstderr_logfile=NONE\n',
].join('');

const CAT = { command: '/bin/cat', stdout_logfile: 'NONE', stderr_logfile: 'NONE' };
const NUMBERED = '%(program_name)s_%(process_num)d';

if (found.status === 0) {
  rpcCase({
    title: 'supervisor_twiddler',
    sections: SECTIONS,
    wrap: ['env', `PYTHONPATH=${found.stdout.trim()}`],
    steps: [
      twiddles('getAPIVersion', []),
      twiddles('getGroupNames', []),
      twiddles('getGroupNames', [1]),
      ...logging(),
      ...adding(),
      ...removing(),
      ...rereading(),
    ],
  });
  rpcCase({
    title: 'supervisor_twiddler with a whitelist',
    sections: `${SECTIONS.replace('[group:g]', 'whitelist = getAPIVersion, log\n[group:g]')}`,
    wrap: ['env', `PYTHONPATH=${found.stdout.trim()}`],
    steps: [
      twiddles('getAPIVersion', []),
      twiddles('getGroupNames', []),
      twiddles('getGroupNames', [1]),
      twiddles('addProgramToGroup', ['nope', 'x', 1]),
      twiddles('log', ['x']),
      { title: 'all of them are listed', run: ({ call }) => call('system.listMethods').then(namesOf) },
    ],
  });
} else {
  const skip = 'python3 does not know supervisor_twiddler: put its source into PYTHONPATH, or pip install it';
  test('supervisor_twiddler', { skip }, () => undefined);
}

function twiddles(method: string, params: readonly RpcValue[], more: Partial<Step> = {}): Step {
  const shown = params.map((param) => JSON.stringify(param)).join(', ');
  return { title: `${method}(${shown})`, run: (side) => side.call(`twiddler.${method}`, ...params), ...more };
}

function logging(): Step[] {
  const levels = ['warn', 'WARN', 'warning', 'BLAT', 'blather', '', 40, 41, 20.0, true, [1], '__init__'];
  return [
    twiddles('log', ['hello %s 100%']),
    ...levels.map((level) => twiddles('log', ['hello', level])),
    {
      title: 'what has been logged',
      run: ({ daemon }) => Promise.resolve(daemon.messages().filter((message) => message.includes('hello'))),
      shows: /INFO hello %s 100%.*WARN hello.*ERRO hello/,
    },
  ];
}

function adding(): Step[] {
  const add = (name: RpcValue, options: RpcValue, more: Partial<Step> = {}): Step =>
    twiddles('addProgramToGroup', ['g', name, options], more);
  return [
    add('one', CAT),
    until('g:one', 'RUNNING'),
    add('one', CAT),
    twiddles('addProgramToGroup', ['nope', 'one', CAT]),
    twiddles('addProgramToGroup', [5, 'one', CAT]),
    twiddles('addProgramToGroup', [['g'], 'one', CAT]),
    twiddles('addProgramToGroup', ['g', 'one']),
    add('two', {}),
    add('two', { ...CAT, startsecs: 'soon' }),
    add('two', { ...CAT, autostart: 'perhaps' }),
    add('two', { ...CAT, stopasgroup: 'true', killasgroup: 'false' }),
    add('two', { ...CAT, stopsignal: 'NOPE' }),
    add('two', { ...CAT, user: 'nosuchuser' }),
    add('two', { ...CAT, stdout_logfile: '/nonexistent/x' }),
    add('two', { ...CAT, numprocs: '2' }),
    add('a:b', CAT),
    add('a b', CAT),
    add('two', 'x'),
    add('two', 5),
    add('two', { ...CAT, autostart: false, startsecs: 0 }),
    add('three', { ...CAT, numprocs: '2', process_name: NUMBERED, unknown: 'key', DIRECTORY: '%(here)s' }),
    until('g:three_1', 'RUNNING'),
    add('three', { ...CAT, process_name: 'three_1' }),
    twiddles('addProgramToGroup', ['cat', 'dog', { ...CAT, priority: '1' }]),
    until('cat:dog', 'RUNNING'),
    add('four', { ...CAT, command: '/bin/cat %(group_name)s %(program_name)s %(ENV_LANG)s', autostart: 'no' }),
    calls('getAllConfigInfo', [], { run: ({ call }) => call('supervisor.getAllConfigInfo').then(mainKeys) }),
    calls('startProcess', ['g:two']),
    calls('getProcessInfo', ['g:two'], { shows: /"statename":"RUNNING"/ }),
  ];
}

function removing(): Step[] {
  return [
    twiddles('removeProcessFromGroup', ['g', 'nope']),
    twiddles('removeProcessFromGroup', ['nope', 'one']),
    twiddles('removeProcessFromGroup', ['g', 'one']),
    calls('stopProcess', ['g:one']),
    twiddles('removeProcessFromGroup', ['g', 'one']),
    calls('getProcessInfo', ['g:one']),
    calls('startProcess', ['g:one']),
    twiddles('addProgramToGroup', ['g', 'one', { ...CAT, autostart: 'false' }]),
    calls('getProcessInfo', ['g:one'], { shows: /Not started/ }),
  ];
}

/** A group that is taken out and added again has its added programs, until the file has been read again. */
function rereading(): Step[] {
  const names: Step = {
    title: 'the processes that there are',
    run: async ({ call }) => namesOf(await call('supervisor.getAllProcessInfo')),
  };
  const stop: Step = { title: 'stop cat', run: ({ call }) => call('supervisor.stopProcessGroup', 'cat').then(namesOf) };
  return [
    stop,
    calls('removeProcessGroup', ['cat']),
    calls('addProcessGroup', ['cat']),
    until('cat:dog', 'RUNNING'),
    calls('reloadConfig', []),
    stop,
    calls('removeProcessGroup', ['cat']),
    calls('addProcessGroup', ['cat']),
    until('cat:cat', 'RUNNING'),
    calls('getProcessInfo', ['cat:dog']),
    twiddles('addProgramToGroup', ['g', 'late', CAT]),
    until('g:late', 'RUNNING'),
    { title: 'the configured ones', run: async ({ call }) => namesOf(await call('supervisor.getAllConfigInfo')) },
    calls('reloadConfig', []),
    names,
  ];
}

function namesOf(outcome: unknown): unknown {
  const { value } = outcome as { value: readonly ({ readonly name: string } | string)[] };
  const names = value.map((each) => (typeof each === 'string' ? each : each.name));
  return names.filter((name) => !name.startsWith('tsupervisor.')).sort();
}

/** Debian's version knows fewer keys. */
function mainKeys(outcome: unknown): unknown {
  const { value } = outcome as { value: readonly Readonly<Record<string, RpcValue>>[] };
  return value.map(({ group, name, command, inuse, autostart, process_prio }) => [
    [group, name, command],
    [inuse, autostart, process_prio],
  ]);
}
