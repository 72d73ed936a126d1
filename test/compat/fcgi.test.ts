import { existsSync, lstatSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import type { Daemon } from '../helpers/daemon.ts';
import { backlogOf } from '../helpers/listening.ts';
import { refusals } from '../helpers/refused.ts';
import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';
import { calls, rpcCase, type Side, type Step, unordered, until } from './rpc/rpcCase.ts';

/** A program whose process sleeps on its socket; messages about the socket are its own. */
function sleeper(name: string, title: string, keys: string, more: Partial<ProgramCase> = {}): ProgramCase {
  return {
    name,
    title,
    section: 'fcgi-program',
    lines: `command=sleep 1000\nsocket=unix://{dir}/${name}.sock\n${keys}`,
    mentions: new RegExp(`/${name}\\.sock$`),
    probe: ['descriptors'],
    shows: [
      /"0 socket A"/,
      /Creating socket [\s\S]*Closing socket [\s\S]*Creating socket [\s\S]*spawned: [\s\S]*Closing socket/,
    ],
    ...more,
  };
}

const FILES = ['plain', 'shared', 'open', 'owned', 'users', 'manual'];

/** What can be seen of the sockets' files. */
function look({ sandbox }: Daemon): Record<string, unknown> {
  const seen = FILES.map((name) => {
    const path = sandbox.path(`${name}.sock`);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || backlogOf(path) === null) return [name, 'nobody listens'];
    return [name, [found.mode.toString(8), found.uid, found.gid, backlogOf(path)]];
  });
  return { sockets: Object.fromEntries(seen) };
}

const fileLeft = (name: string) => ({
  at: `files left.${name}`,
  reason: 'REFERENCE.md 24: the file is removed with its socket',
  reference: true,
  ours: false,
});

sideBySide({
  title: 'FastCGI programs on Unix sockets',
  needsRoot: true,
  programs: [
    sleeper('plain', 'a socket of mode 0700 is descriptor 0, made when it is tried out and at the first start', ''),
    sleeper(
      'shared',
      'numprocs share one socket, which is closed after the last of them',
      'numprocs=3\nprocess_name=%(program_name)s_%(process_num)d\nsocket_backlog=17',
      { processes: ['shared_0', 'shared_1', 'shared_2'] },
    ),
    sleeper('open', 'socket_mode', 'socket_mode=0666'),
    sleeper('owned', 'socket_owner', 'socket_owner=nobody:daemon\nsocket_mode=0660'),
    sleeper('users', "the socket belongs to the program's user", 'user=nobody'),
    sleeper('manual', 'without autostart the socket is only tried out', 'autostart=false', {
      until: /^/,
      processes: [],
      shows: [],
    }),
    {
      name: 'gone',
      title: 'a command that does not exist closes the socket after each try',
      section: 'fcgi-program',
      lines: 'command=/no/such/command\nsocket=unix://{dir}/gone.sock\nstartretries=1',
      mentions: /\/gone\.sock$|\/no\/such/,
      until: /^gave up/,
      shows: [/spawnerr: can't find command/, /Closing socket/],
      differences: [
        {
          at: 'log.gone',
          reason: 'the last try is given up at once and not in the next round; the socket is closed after that',
          reference: /Closing socket [^"]*","INFO gave up: gone [^"]*"\]$/,
          ours: [
            'INFO Creating socket unix://<dir>/gone.sock',
            'INFO Closing socket unix://<dir>/gone.sock',
            'INFO Creating socket unix://<dir>/gone.sock',
            "INFO spawnerr: can't find command '/no/such/command'",
            'INFO Closing socket unix://<dir>/gone.sock',
            'INFO Creating socket unix://<dir>/gone.sock',
            "INFO spawnerr: can't find command '/no/such/command'",
            'INFO gave up: gone entered FATAL state, too many start retries too quickly',
            'INFO Closing socket unix://<dir>/gone.sock',
          ],
        },
      ],
    },
    {
      name: 'stale',
      title: 'an empty file of that name is replaced',
      section: 'fcgi-program',
      lines: 'command=sleep 1000\nsocket=unix://{dir}/stale.sock',
      mentions: /\/stale\.sock$/,
      probe: ['descriptors'],
      shows: [/"0 socket A"/],
    },
  ],
  daemon: { files: { 'stale.sock': '' } },
  steps: async (daemon) => {
    const seen = look(daemon);
    daemon.signal('SIGTERM');
    return seen;
  },
  afterExit: async ({ sandbox }) => {
    const left = [...FILES, 'stale'].map((name) => [name, existsSync(sandbox.path(`${name}.sock`))]);
    return { 'files left': Object.fromEntries(left) };
  },
  shows: [/"sockets.shared": \[\n {2}"140700",\n {2}0,\n {2}0,\n {2}17/, /"sockets.manual": "nobody listens"/],
  differences: [...FILES, 'stale'].map(fileLeft),
});

/** Both daemons have the same ports, so each has a network of its own. */
const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

const listeners = `sh -c 'ss -Hltn | grep :9001; exec sleep 1000'`;

sideBySide({
  title: 'FastCGI programs on TCP',
  needsRoot: true,
  daemon: { wrap: OWN_NETWORK },
  programs: [
    {
      name: 'address',
      title: 'an address and a backlog',
      section: 'fcgi-program',
      lines: `command=${listeners}\nsocket=tcp://127.0.0.1:9001\nsocket_backlog=5\nredirect_stderr=true\nstderr_logfile=NONE`,
      mentions: /:9001$/,
      shows: [/LISTEN 0 +5 +127\.0\.0\.1:9001/, /Creating socket tcp:\/\/127\.0\.0\.1:9001/],
    },
    {
      name: 'named',
      title: 'a name, and several processes that end at once',
      section: 'fcgi-program',
      lines:
        'command=sleep 1000\nsocket=tcp://LocalHost:9002\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)d',
      processes: ['named_0', 'named_1'],
      mentions: /:9002$/,
      probe: ['descriptors'],
      shows: [/Creating socket tcp:\/\/localhost:9002/, /"0 socket A"/],
    },
    {
      name: 'quick',
      title: 'a program that ends too soon closes the socket each time',
      section: 'fcgi-program',
      lines: 'command=sh -c "exit 1"\nsocket=tcp://0.0.0.0:9003\nstartretries=1',
      until: /^gave up/,
      mentions: /:9003$/,
      shows: [/exited: quick/],
      differences: [
        {
          at: 'log.quick',
          reason: 'the last try is given up at once and not in the next round; the socket is closed after that',
          reference: /Closing socket [^"]*","INFO gave up: quick [^"]*"\]$/,
          ours: [
            'INFO Creating socket tcp://0.0.0.0:9003',
            'INFO Closing socket tcp://0.0.0.0:9003',
            'INFO Creating socket tcp://0.0.0.0:9003',
            "INFO spawned: 'quick' with pid <pid>",
            'WARN exited: quick (exit status 1; not expected)',
            'INFO Closing socket tcp://0.0.0.0:9003',
            'INFO Creating socket tcp://0.0.0.0:9003',
            "INFO spawned: 'quick' with pid <pid>",
            'WARN exited: quick (exit status 1; not expected)',
            'INFO gave up: quick entered FATAL state, too many start retries too quickly',
            'INFO Closing socket tcp://0.0.0.0:9003',
          ],
        },
      ],
    },
  ],
});

sideBySide({
  title: 'FastCGI programs: a process that is started again at once',
  programs: [
    {
      name: 'again',
      title: 'keeps its socket, so that nobody who waits in its queue is turned away',
      section: 'fcgi-program',
      lines: `command=sh -c '[ -e {dir}/once ] || { touch {dir}/once; sleep 1.5; exit 0; }; exec sleep 1000'
        socket=unix://{dir}/again.sock
        autorestart=true`,
      mentions: /\/again\.sock$/,
      shows: [/exited: again [\s\S]*Closing socket [\s\S]*Creating socket [\s\S]*spawned: 'again'/],
      differences: [
        {
          at: 'log.again',
          reason: 'the reference closes it in between: connections that wait are reset, later ones refused',
          reference:
            /exited: again [^"]*","INFO Closing socket [^"]*","INFO Creating socket [^"]*","INFO spawned: 'again'/,
          ours: [
            'INFO Creating socket unix://<dir>/again.sock',
            'INFO Closing socket unix://<dir>/again.sock',
            'INFO Creating socket unix://<dir>/again.sock',
            "INFO spawned: 'again' with pid <pid>",
            'INFO success: again entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
            'INFO exited: again (exit status 0; expected)',
            "INFO spawned: 'again' with pid <pid>",
            'INFO success: again entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
            'WARN stopped: again (terminated by SIGTERM)',
            'INFO Closing socket unix://<dir>/again.sock',
          ],
        },
      ],
    },
  ],
  steps: async (daemon) => {
    await daemon.waitLog(/^success: again/, 2);
    daemon.signal('SIGTERM');
    return {};
  },
});

const FCGI = (keys: string) =>
  `[fcgi-program:f]\ncommand=sleep 1000\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)d\nstartretries=1\n${keys}\n`;

function writes(title: string, keys: string): Step {
  return {
    title: `the file says: ${title}`,
    run: async ({ daemon: { sandbox } }: Side) => {
      const text = sandbox.read('supervisord.conf') ?? '';
      sandbox.write('supervisord.conf', text.replace(/\[fcgi-program:f\][\s\S]*$/, FCGI(keys)));
      return 'written';
    },
  };
}

function step(title: string, run: (side: Side) => unknown, more: Partial<Step> = {}): Step {
  return { title, run: async (side) => run(side) ?? null, ...more };
}

const path = ({ daemon }: Side, name = 'f') => daemon.sandbox.path(`${name}.sock`);
const listens = (name = 'f') => step(`${name}.sock listens`, (side) => backlogOf(path(side, name)) !== null);

rpcCase({
  title: 'FastCGI programs over XML-RPC',
  sections: `[program:other]\ncommand=sleep 1000\n${FCGI('socket=unix://{dir}/f.sock')}`,
  steps: [
    until('f:f_0', 'RUNNING'),
    until('f:f_1', 'RUNNING'),
    calls('sendProcessStdin', ['f:f_0', 'text'], { shows: /NO_FILE/ }),
    calls('stopProcess', ['f:f_0']),
    calls('sendProcessStdin', ['f:f_0', 'text'], { shows: /NOT_RUNNING/ }),
    listens(),
    calls('startProcess', ['f:f_0']),
    unordered('stopProcessGroup', ['f']),
    step('no one listens once the last has stopped', (side) => backlogOf(path(side)) === null, { shows: /true/ }),
    step('its file', (side) => existsSync(path(side)), {
      differs: { reason: 'REFERENCE.md 24', reference: /true/, ours: false },
    }),
    calls('startProcess', ['f:f_1']),
    listens(),
    writes('another mode', 'socket=unix://{dir}/f.sock\nsocket_mode=0777'),
    calls('reloadConfig', [], { shows: /\[\[\[\],\[\],\[\]\]\]/ }),
    writes('another address', 'socket=unix://{dir}/new.sock\nsocket_mode=0777'),
    calls('reloadConfig', [], { shows: /\[\[\[\],\["f"\],\[\]\]\]/ }),
    unordered('stopProcessGroup', ['f']),
    calls('removeProcessGroup', ['f']),
    calls('addProcessGroup', ['f']),
    until('f:f_0', 'RUNNING'),
    until('f:f_1', 'RUNNING'),
    listens('new'),
    listens(),
    step('its mode', (side) => lstatSync(path(side, 'new')).mode, { shows: new RegExp(String(0o140777)) }),
    unordered('stopProcessGroup', ['f']),
    step('something stands in its way', (side) => {
      rmSync(path(side, 'new'), { force: true });
      mkdirSync(path(side, 'new'));
    }),
    calls('startProcess', ['f:f_0'], {
      differs: {
        reason: 'the reference raises an exception',
        reference: /"http":500/,
        ours: { fault: [50, 'SPAWN_ERROR: f:f_0'] },
      },
    }),
    {
      title: 'why',
      run: async (side) => {
        const outcome = await side.call('supervisor.getProcessInfo', 'f:f_0');
        const { statename, spawnerr } = 'value' in outcome ? (outcome.value as Record<string, unknown>) : {};
        return { statename, spawnerr };
      },
      differs: {
        reason: 'a socket that cannot be made is a failed start like any other',
        reference: /"statename":"STOPPED","spawnerr":""/,
        ours: {
          statename: 'BACKOFF',
          spawnerr:
            'Could not create FastCGI socket unix://<dir>/new.sock: cannot remove what stands there: EISDIR (illegal operation on a directory)',
        },
      },
    },
    step('it is taken away', (side) => rmdirSync(path(side, 'new'))),
    calls('stopProcess', ['f:f_0'], {
      differs: { reason: 'it does not run there', reference: /NOT_RUNNING/, ours: { value: true } },
    }),
    calls('startProcess', ['f:f_0']),
    listens('new'),
    calls('getProcessInfo', ['other'], { shows: /RUNNING/ }),
  ],
});

refusals('FastCGI sockets that cannot be made keep the daemon from starting', [
  {
    title: 'no directory',
    sections: '[fcgi-program:f]\ncommand=sleep 1000\nsocket=unix://{dir}/none/f.sock',
    says: /^Traceback/,
    differences: [
      ...[
        {
          at: 'first line',
          reference: /^"Traceback/,
          ours: 'Error: Could not create FastCGI socket unix://<dir>/none/f.sock: ENOENT (no such file or directory): its directory does not exist',
        },
        { at: 'exit.code', reference: 1, ours: 2 },
        { at: 'help is offered', reference: false, ours: true },
      ].map((each) => ({ ...each, reason: 'a sentence as for other faults of the configuration, and no traceback' })),
    ],
  },
]);
