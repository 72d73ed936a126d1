import { calls, rpcCase, type Step, until } from './rpcCase.ts';

const ERROR_500 = 'the reference answers HTTP 500 and logs a stack trace';

/** Where the reference dies of an argument, ours says that it is wrong. */
function refusedInstead(method: string, params: Parameters<typeof calls>[1], fault: readonly [number, string]): Step {
  return calls(method, params, { differs: { reason: ERROR_500, reference: /"http":500/, ours: { fault } } });
}

const WRONG: readonly [number, string] = [2, 'INCORRECT_PARAMETERS'];

rpcCase({
  title: 'what can be asked, with good and bad arguments',
  sections: `
[program:cat]
command=/bin/cat
priority=5
stdout_logfile={dir}/cat.out
[program:idle]
command=/bin/cat
autostart=false
stdout_logfile=NONE
[program:quick]
command=/bin/sh -c "exit 3"
startsecs=0
autorestart=false
[program:m]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
autostart=false
redirect_stderr=true
stdout_logfile=AUTO
[program:a]
command=/bin/cat
directory={dir}
umask=022
user=root
exitcodes=0,2
stopsignal=INT
stopasgroup=true
autostart=false
stdout_logfile_maxbytes=1MB
stderr_logfile_backups=3
environment=X="1"
serverurl=http://x:1
[program:b]
command=/bin/cat
autostart=false
priority=1
[group:g]
programs=b,a
priority=7
`,
  steps: [
    until('cat', 'RUNNING'),
    until('quick', 'EXITED'),
    calls('getAPIVersion'),
    calls('getVersion'),
    calls('getIdentification'),
    calls('getState'),
    calls('getSupervisorVersion', [], {
      differs: { reason: 'another version of it is installed', reference: /4\.\d/, ours: { value: '4.3.0' } },
    }),
    calls('getAPIVersion', ['one too many']),
    calls('getProcessInfo'),
    calls('getProcessInfo', ['cat']),
    calls('getProcessInfo', ['idle']),
    calls('getProcessInfo', ['quick']),
    calls('getProcessInfo', ['g:a']),
    calls('getProcessInfo', ['a']),
    calls('getProcessInfo', ['g:*']),
    calls('getProcessInfo', ['g:']),
    calls('getProcessInfo', ['']),
    calls('getProcessInfo', [':']),
    calls('getProcessInfo', ['cat:cat:cat']),
    calls('getAllProcessInfo'),
    {
      title: 'getAllConfigInfo',
      run: async (side) => {
        const outcome = await side.call('supervisor.getAllConfigInfo');
        if (!('value' in outcome)) return outcome;
        // Versions that are no reference here leave these two out.
        return (outcome.value as Record<string, unknown>[]).map(({ autorestart, directory, ...info }) => info);
      },
      shows: /"inuse":true/,
    },
    calls('noSuchMethod'),
    calls('_update', ['x']),
    calls('supervisord'),
    calls('supervisord.options.warnings.linecache.os.system', ['touch /tmp/x']),
    calls('getPID.__class__'),
    calls('__init__'),
    calls('startProcessGroup', [5]),
    calls('startProcessGroup', [true]),
    calls('startProcessGroup', [null]),
    calls('startProcessGroup', [['g']]),
    calls('startProcessGroup', ['nope']),
    calls('stopProcessGroup', ['nope']),
    calls('signalProcessGroup', ['nope', 'HUP']),
    refusedInstead('startProcess', [5], WRONG),
    refusedInstead('getProcessInfo', [null], WRONG),
    calls('startProcess', ['nope']),
    calls('startProcess', ['g:nope']),
    calls('startProcess', ['nope:*']),
    calls('stopProcess', ['nope']),
    calls('stopProcess', ['idle']),
    calls('startProcess', ['cat']),
    calls('signalProcess', ['cat', '0']),
    calls('signalProcess', ['cat', 0]),
    calls('signalProcess', ['cat', 'CONT']),
    calls('signalProcess', ['cat', 'sigcont']),
    calls('signalProcess', ['cat', ' cont ']),
    calls('signalProcess', ['cat', 18]),
    calls('signalProcess', ['cat', 'WRONG']),
    calls('signalProcess', ['cat', 1000]),
    calls('signalProcess', ['cat', '']),
    refusedInstead('signalProcess', ['cat', null], [11, 'BAD_SIGNAL: None']),
    calls('signalProcess', ['idle', 'HUP']),
    calls('signalProcess', ['idle', 'WRONG']),
    calls('signalProcess', ['nope', 'HUP']),
    calls('signalProcess', ['g:*', 'HUP']),
    calls('signalProcess', ['cat:*', 'CONT']),
    calls('signalProcessGroup', ['cat', 'WRONG']),
    calls('signalAllProcesses', ['CONT']),
    calls('signalAllProcesses', ['WRONG']),
    calls('addProcessGroup', ['cat']),
    calls('addProcessGroup', ['nope']),
    calls('addProcessGroup', [null]),
    calls('removeProcessGroup', ['cat']),
    calls('removeProcessGroup', ['nope']),
    calls('removeProcessGroup', [{}]),
    calls('sendRemoteCommEvent', ['type', 'data']),
    calls('sendRemoteCommEvent', ['type']),
    calls('sendRemoteCommEvent', [1, 2]),
    calls('reloadConfig'),
  ],
});
