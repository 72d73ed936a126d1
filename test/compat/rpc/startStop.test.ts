import { calls, rpcCase, unordered, until } from './rpcCase.ts';

rpcCase({
  title: 'starting',
  files: { 'not-executable': { text: 'x', mode: 0o644 }, 'no-interpreter': { text: '#!/nope\n', mode: 0o755 } },
  sections: `
[program:ok]
command=/bin/cat
autostart=false
[program:at-once]
command=/bin/cat
startsecs=0
autostart=false
[program:done]
command=/bin/true
startsecs=0
autorestart=false
autostart=false
[program:missing]
command=/no/such/program
autostart=false
[program:not-found]
command=nosuchprogram --x
autostart=false
[program:plain-file]
command={dir}/not-executable
autostart=false
[program:directory]
command={dir}
autostart=false
[program:unclosed]
command=/bin/echo 'x
autostart=false
[program:no-interpreter]
command={dir}/no-interpreter
startretries=0
autostart=false
[program:ends]
command=/bin/sh -c "exit 1"
startretries=10
autostart=false
[program:ends-too]
command=/bin/sh -c "exit 1"
startretries=0
autostart=false
`,
  steps: [
    calls('startProcess', ['ok'], { shows: /true/ }),
    calls('startProcess', ['ok']),
    calls('startProcess', ['ok', false]),
    calls('getProcessInfo', ['ok']),
    calls('startProcess', ['at-once']),
    calls('startProcess', ['done']),
    until('done', 'EXITED'),
    calls('startProcess', ['done', false]),
    calls('startProcess', ['missing'], { shows: /NO_FILE: can't find command/ }),
    calls('startProcess', ['missing', false]),
    calls('startProcess', ['not-found']),
    calls('startProcess', ['plain-file'], { shows: /NOT_EXECUTABLE: command at/ }),
    calls('startProcess', ['directory']),
    calls('startProcess', ['unclosed']),
    calls('startProcess', ['no-interpreter']),
    // The reference may answer before it has seen the end.
    until('no-interpreter', 'FATAL'),
    calls('getProcessInfo', ['no-interpreter']),
    calls('startProcess', ['ends'], { shows: /SPAWN_ERROR: ends/ }),
    calls('startProcess', ['ends'], { shows: /ALREADY_STARTED/ }),
    calls('stopProcess', ['ends']),
    calls('getProcessInfo', ['ends']),
    calls('stopProcess', ['ends']),
    calls('startProcess', ['ends-too', 0]),
    until('ends-too', 'FATAL'),
    calls('getProcessInfo', ['ends-too']),
    calls('startProcess', ['ends-too', '']),
    until('ends-too', 'FATAL'),
    calls('startProcess', ['ok:*']),
    calls('startProcess', ['ends-too:*']),
    calls('startProcess', ['ok', true, 1]),
  ],
});

rpcCase({
  title: 'groups and all: a result for each process, in order',
  sections: `
[program:c]
command=/bin/cat
autostart=false
priority=3
startsecs=1
[program:a]
command=/bin/cat
autostart=false
priority=9
startsecs=2
[program:b]
command=/no/such/program
autostart=false
priority=5
[program:d]
command=/bin/cat
autostart=false
priority=7
startsecs=0
[group:g]
programs=a,b,c,d
priority=20
[program:first]
command=/bin/cat
autostart=false
priority=30
[program:last]
command=/bin/sh -c "exit 1"
startretries=0
autostart=false
priority=10
startsecs=1
`,
  steps: [
    calls('startProcessGroup', ['g'], { shows: /"name":"b".*"name":"d".*"name":"c".*"name":"a"/ }),
    calls('startProcessGroup', ['g']),
    unordered('stopProcessGroup', ['g']),
    calls('stopProcessGroup', ['g']),
    calls('startAllProcesses', [], { shows: /"group":"last"/ }),
    until('last', 'FATAL'),
    calls('startAllProcesses', [false]),
    until('last', 'FATAL'),
    unordered('stopAllProcesses', [], { shows: /"name":"first"/ }),
    calls('stopAllProcesses'),
    calls('startProcessGroup', ['g', false]),
    calls('stopProcess', ['g:*', false]),
    until('g:a', 'STOPPED'),
    calls('startAllProcesses', [1, 2]),
  ],
});

rpcCase({
  title: 'stopping takes its time',
  sections: `
[program:stubborn]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.05; done"
stopwaitsecs=3
killasgroup=true
startsecs=1
[program:slow]
command=/bin/sh -c "trap 'sleep 2; exit 0' TERM; while :; do sleep 0.05; done"
startsecs=1
`,
  steps: [
    until('stubborn', 'RUNNING'),
    until('slow', 'RUNNING'),
    calls('stopProcess', ['slow', false]),
    calls('getProcessInfo', ['slow'], { shows: /STOPPING/ }),
    calls('stopProcess', ['slow'], { shows: /NOT_RUNNING/ }),
    calls('startProcess', ['slow', false]),
    calls('startProcess', ['slow'], { shows: /ABNORMAL_TERMINATION/ }),
    calls('removeProcessGroup', ['slow'], { shows: /STILL_RUNNING/ }),
    calls('sendProcessStdin', ['slow', 'x'], { shows: /NOT_RUNNING/ }),
    calls('signalProcess', ['slow', 'CONT']),
    until('slow', 'STOPPED'),
    {
      title: 'a start is given up when the process is stopped meanwhile',
      run: async (side) => {
        const start = side.call('supervisor.startProcess', 'slow');
        await side.daemon.waitLog(/^spawned: 'slow'/, 2);
        return [await side.call('supervisor.stopProcess', 'slow'), await start];
      },
      shows: /ABNORMAL_TERMINATION/,
    },
    {
      title: 'the log tells what a stop waits for, at once and every two seconds',
      run: async (side) => {
        const outcome = await side.call('supervisor.stopProcess', 'stubborn');
        const waits = side.daemon.log().filter(({ text }) => text === 'waiting for stubborn to stop');
        return [outcome, waits.length >= 2 && waits.length <= 3 ? 'two or three' : waits.length];
      },
      shows: /two or three/,
    },
    calls('getProcessInfo', ['stubborn']),
  ],
});
