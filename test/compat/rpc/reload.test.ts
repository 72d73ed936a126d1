import { existsSync, rmSync } from 'node:fs';
import { call, type Outcome } from './client.ts';
import { calls, INTERFACE, rpcCase, SERVER, type Step, SUPERVISORD, unordered, until } from './rpcCase.ts';

const HEAD = `${SERVER}${SUPERVISORD}${INTERFACE}`;

const program = (name: string, ...lines: readonly string[]): string =>
  [`[program:${name}]`, 'command=/bin/cat', ...lines, ''].join('\n');

/** Puts another configuration in the place of the one that was read. */
function configuration(title: string, text: string): Step {
  return {
    title: `the file says: ${title}`,
    run: async ({ daemon }) => {
      daemon.sandbox.write('supervisord.conf', text);
      return 'written';
    },
  };
}

const FIRST = [
  program('same', 'stdout_logfile=AUTO'),
  program('changes', 'startsecs=0', 'stdout_logfile={dir}/changes.out'),
  program('goes'),
  program('to-auto', 'stdout_logfile={dir}/to-auto.out', 'autostart=false'),
  program('to-file', 'autostart=false'),
  program('env', 'environment=A="1"', 'autostart=false'),
  program('m', 'process_name=%(program_name)s_%(process_num)d', 'numprocs=2', 'autostart=false'),
  program('x', 'autostart=false'),
  program('y', 'autostart=false'),
  '[group:g]\nprograms=x,y\n',
].join('');

const SECOND = [
  program('same', 'stdout_logfile=AUTO'),
  program('changes', 'startsecs=1', 'stdout_logfile={dir}/changes.out'),
  program('to-auto', 'autostart=false'),
  program('to-file', 'stdout_logfile={dir}/to-file.out', 'autostart=false'),
  program('env', 'environment=A="2"', 'autostart=false'),
  program('m', 'process_name=%(program_name)s_%(process_num)d', 'numprocs=3', 'autostart=false'),
  program('x', 'autostart=false', 'priority=1'),
  program('y', 'autostart=false'),
  '[group:g]\nprograms=x,y\n',
  program('comes', 'priority=3'),
  program('comes-too', 'priority=2', 'autostart=false'),
].join('');

rpcCase({
  title: 'the configuration is read again',
  sections: '',
  config: HEAD + FIRST,
  steps: [
    until('same', 'RUNNING'),
    until('goes', 'RUNNING'),
    calls('reloadConfig', [], { shows: /\[\[\[\],\[\],\[\]\]\]/ }),
    calls('addProcessGroup', ['same']),
    configuration('some came, some changed, one went', HEAD.replace('loglevel', 'identifier=other\nloglevel') + SECOND),
    calls('addProcessGroup', ['comes'], { shows: /BAD_NAME/ }),
    calls('getIdentification'),
    calls('reloadConfig', [], { shows: /comes/ }),
    calls('getIdentification', [], { shows: /other/ }),
    calls('reloadConfig'),
    calls('getProcessInfo', ['goes']),
    {
      title: 'getAllConfigInfo is about the new file, and tells what is in use',
      run: async (side) => {
        const outcome = await side.call('supervisor.getAllConfigInfo');
        if (!('value' in outcome)) return outcome;
        const infos = outcome.value as readonly Record<string, unknown>[];
        return infos.map(({ name, group, inuse, stdout_logfile, startsecs }) => [
          name,
          group,
          inuse,
          stdout_logfile,
          startsecs,
        ]);
      },
      shows: /"comes",false/,
    },
    calls('addProcessGroup', ['comes']),
    until('comes', 'RUNNING'),
    calls('addProcessGroup', ['comes'], { shows: /ALREADY_ADDED/ }),
    calls('addProcessGroup', ['comes-too']),
    calls('getProcessInfo', ['comes-too']),
    calls('removeProcessGroup', ['goes'], { shows: /STILL_RUNNING/ }),
    calls('stopProcessGroup', ['goes']),
    calls('removeProcessGroup', ['goes'], { shows: /true/ }),
    calls('getProcessInfo', ['goes'], { shows: /BAD_NAME/ }),
    calls('addProcessGroup', ['goes'], { shows: /BAD_NAME/ }),
    calls('stopProcessGroup', ['changes']),
    calls('removeProcessGroup', ['changes']),
    calls('addProcessGroup', ['changes']),
    calls('removeProcessGroup', ['g']),
    calls('addProcessGroup', ['g']),
    calls('removeProcessGroup', ['m']),
    calls('addProcessGroup', ['m']),
    until('changes', 'RUNNING'),
    {
      title: 'getAllProcessInfo, names and states',
      run: async (side) => {
        const outcome = await side.call('supervisor.getAllProcessInfo');
        const infos = 'value' in outcome ? (outcome.value as readonly Record<string, unknown>[]) : [];
        return infos.map(({ name, group, statename, stdout_logfile }) => [name, group, statename, stdout_logfile]);
      },
      shows: /"m_2"/,
    },
    calls('reloadConfig'),
    configuration('a section that cannot be', `${HEAD}[program:broken]\nnothing=here\n`),
    calls('reloadConfig', [], { shows: /CANT_REREAD: / }),
    configuration('a value that cannot be', HEAD + program('bad', 'startsecs=many')),
    calls('reloadConfig', [], { shows: /CANT_REREAD: / }),
    configuration('not at all INI', 'what is this\n'),
    calls('reloadConfig', [], { shows: /CANT_REREAD: / }),
    calls('getProcessInfo', ['same'], { shows: /RUNNING/ }),
    calls('getIdentification'),
    {
      title: 'the file is gone',
      run: async (side) => {
        rmSync(side.daemon.sandbox.path('supervisord.conf'));
        return side.call('supervisor.reloadConfig');
      },
      shows: /could not find config file/,
    },
    unordered('stopAllProcesses'),
  ],
});

/** The daemon is on its way down, and `stubborn` holds it up. */
const ASKED_MEANWHILE: readonly (readonly [method: string, ...params: string[]])[] = [
  ['getAPIVersion'],
  ['getState'],
  ['getPID'],
  ['getAllProcessInfo'],
  ['getAllProcessInfo', 'one too many'],
  ['nope'],
  ['startProcess', 'nope'],
  ['stopAllProcesses'],
  ['signalAllProcesses', 'CONT'],
  ['signalProcessGroup', 'nope', 'CONT'],
  ['reloadConfig'],
  ['readLog', '0', '1'],
  ['shutdown'],
  ['restart'],
  ['sendRemoteCommEvent', 'a', 'b'],
];

rpcCase({
  title: 'while the daemon shuts down',
  sections: `
[program:stubborn]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.05; done"
stopwaitsecs=3
stopasgroup=false
killasgroup=true
[program:slow]
command=/bin/cat
startsecs=60
priority=1000
`,
  steps: [
    until('stubborn', 'RUNNING'),
    {
      title: 'who waits for a start is told, and requests are answered with SHUTDOWN_STATE until the end',
      run: async ({ call: ask, socket, daemon }) => {
        await ask('supervisor.stopProcess', 'slow');
        const start = ask('supervisor.startProcess', 'slow');
        await daemon.waitLog(/^spawned: 'slow'/, 2);
        const shutdown = await ask('supervisor.shutdown');
        const answers: [string, Outcome][] = [];
        for (const [method, ...params] of ASKED_MEANWHILE) {
          answers.push([method, await call({ address: socket }, `supervisor.${method}`, ...params)]);
        }
        answers.push(['system.methodHelp', await ask('system.methodHelp', 'nope')]);
        const exit = await daemon.waitExit();
        const files = ['s.sock', 'supervisord.pid'].filter((name) => existsSync(daemon.sandbox.path(name)));
        return { shutdown, answers, start: await start, exit, files };
      },
      shows: /SHUTDOWN_STATE/,
    },
  ],
});
