import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import { waitFor } from '../helpers/waitFor.ts';

const WATCHER = join(ROOT, 'test', 'fixtures', 'listeners', 'watcher.py');
const LIMITS = { skip: noLibrary(), timeout: 90_000 };

const HEAD = `
[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid
childlogdir={dir}
loglevel=debug
[unix_http_server]
file={dir}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
`;

function watcher(mode: string, events: string, ...more: readonly (string | number)[]): string {
  return [
    `[eventlistener:${mode}]`,
    `command=/usr/bin/python3 ${WATCHER} ${mode} {dir}/${mode}.notes ${more.join(' ')}`,
    `events=${events}`,
    `startsecs=0\nstderr_logfile={dir}/${mode}.err\n`,
  ].join('\n');
}

function notes(daemon: Daemon, mode: string, count: number): Promise<string[]> {
  return waitFor(
    `${count} notes of ${mode}`,
    () => {
      const lines = (daemon.sandbox.read(`${mode}.notes`) ?? '').split('\n').slice(0, -1);
      return lines.length >= count ? lines : null;
    },
    { state: () => daemon.sandbox.read(`${mode}.err`) ?? '' },
  );
}

function run(sections: readonly string[], use: (daemon: Daemon) => Promise<void>): Promise<void> {
  return withDaemon({ flavour: 'ours', config: [HEAD, ...sections].join('\n') }, use);
}

test('a listener as crashmail hears of programs that end unexpectedly, and only of those', LIMITS, () =>
  run(
    [
      watcher('crash', 'PROCESS_STATE'),
      "[program:fine]\ncommand=sh -c 'exit 0'\nstartsecs=0\nautorestart=false\n",
      "[program:bad]\ncommand=sh -c 'exit 9'\nstartsecs=0\nautorestart=false\npriority=1000\n",
    ],
    async (daemon) => {
      assert.deepEqual(await notes(daemon, 'crash', 1), ['bad:bad crashed from RUNNING']);
    },
  ),
);

test('a listener as crashmailbatch collects them and writes at a tick', LIMITS, () =>
  run(
    [
      watcher('batch', 'PROCESS_STATE,TICK_5'),
      "[program:bad]\ncommand=sh -c 'exit 9'\nstartsecs=0\nautorestart=false\nnumprocs=2\nprocess_name=bad%(process_num)d\n",
    ],
    async (daemon) => {
      await daemon.waitLog(/^exited: bad/, 2);
      const lines = (await notes(daemon, 'batch', 2)).filter((line) => line !== '').sort();
      assert.deepEqual(lines, ['batched: bad:bad0 crashed from RUNNING', 'batched: bad:bad1 crashed from RUNNING']);
    },
  ),
);

test('a listener as memmon restarts a program that is too large', LIMITS, () =>
  run(
    [
      watcher('memory', 'TICK_5', 'hog', 30_000_000),
      `[program:hog]\ncommand=/usr/bin/python3 -S -c "x = 'x' * 50000000; import time; time.sleep(1000)"\nstartsecs=0\n`,
    ],
    async (daemon) => {
      assert.equal((await notes(daemon, 'memory', 1))[0], 'restarted hog');
      await daemon.waitLog(/^spawned: 'hog'/, 2);
    },
  ),
);

test('a listener as httpok restarts a program whose page fails', LIMITS, async () => {
  const server = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await run(
      [
        watcher('http', 'TICK_5', 'web', `http://127.0.0.1:${port}/`),
        '[program:web]\ncommand=sleep 1000\nstartsecs=0\n',
      ],
      async (daemon) => {
        assert.equal((await notes(daemon, 'http', 1))[0], '503: restarted web');
        await daemon.waitLog(/^spawned: 'web'/, 2);
      },
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('childutils.listener.fail brings the event again', LIMITS, () =>
  run([watcher('refuse', 'SUPERVISOR_STATE_CHANGE')], async (daemon) => {
    assert.deepEqual(await notes(daemon, 'refuse', 2), ['0', '0']);
    await daemon.waitLog(/^refuse: event was rejected/);
    await daemon.waitLog(/^refuse: event was processed/);
  }),
);

test('what a program says with childutils.pcomm is an event', LIMITS, () =>
  run(
    [
      '[eventlistener:shell]',
      // The least that a listener can be.
      `command=sh -c 'while echo READY; read -r line; do len=$(expr "$line" : ".*len:\\([0-9]*\\)"); head -c "$len" >> {dir}/shell.notes; echo >> {dir}/shell.notes; printf "RESULT 2\\nOK"; done'`,
      'events=PROCESS_COMMUNICATION\nstartsecs=0\n',
      '[program:talks]',
      `command=/usr/bin/python3 -c "import sys; from supervisor.childutils import pcomm; sys.stdout.write = (lambda write: lambda data: write(data.decode() if isinstance(data, bytes) else data))(sys.stdout.write); pcomm.stdout('hello'); import time; time.sleep(1000)"`,
      'stdout_capture_maxbytes=1KB\nstartsecs=0\n',
    ],
    async (daemon) => {
      const lines = await notes(daemon, 'shell', 2);
      assert.match(lines.join('\n'), /^processname:talks groupname:talks pid:\d+\nhello$/);
    },
  ),
);

/** Why Supervisor's Python library cannot be used here, or false. */
function noLibrary(): string | false {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import supervisor.childutils'], { stdio: 'ignore' });
    return false;
  } catch {
    return "Supervisor's Python library is not installed (apt-get install supervisor)";
  }
}
