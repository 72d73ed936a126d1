import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { call, type Outcome } from '../compat/rpc/client.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { signal } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** What a transition may take longer while clients keep the server busy. Most of it is for a busy machine. */
const ALLOWANCE_MS = 400;
const ROUNDS = 5;
const SERVER = `[unix_http_server]
file={dir}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;
const CONFIG = `${SERVER}${oursConfig({
  cat: 'command=/bin/cat\nstartsecs=0',
  // Ends at a second and more, so that it is started again at once.
  mayfly: 'command=/bin/cat\nstartsecs=1\nautorestart=true',
  loud: 'command=/bin/sh -c "while :; do head -c 200000 /dev/zero | tr \'\\\\0\' x; echo; sleep 0.02; done"\nstdout_logfile_maxbytes=5MB',
})}`;

interface Nuisance {
  readonly title: string;
  readonly begin: (socketPath: string, open: (request: string) => Promise<Socket>) => Promise<unknown>;
}

const HEAD = 'HTTP/1.1\r\nHost: localhost\r\n';
const CALL = '<?xml version="1.0"?><methodCall><methodName>supervisor.getAllProcessInfo</methodName></methodCall>';
const WHOLE_CALL = `POST /RPC2 ${HEAD}Content-Length: ${CALL.length}\r\n\r\n${CALL}`;

const NUISANCES: readonly Nuisance[] = [
  {
    title: 'logs that are followed by clients that do not read',
    begin: async (_, open) => {
      for (let count = 0; count < 10; count++) await open(`GET /logtail/loud ${HEAD}\r\n`);
    },
  },
  {
    title: 'clients that send half a request, or a body bit by bit',
    begin: async (_, open) => {
      for (let count = 0; count < 20; count++) {
        await open('POST /RPC2 HTT');
        await open(`POST /RPC2 ${HEAD}Content-Length: 4000000\r\n\r\n<?xml`);
        const slow = await open(`POST /RPC2 ${HEAD}Content-Length: 4000000\r\n\r\n`);
        const dripping = setInterval(() => slow.write('x'), 5);
        slow.on('close', () => clearInterval(dripping));
      }
    },
  },
  {
    title: 'clients that ask and ask and read no answer',
    begin: async (_, open) => {
      for (let count = 0; count < 5; count++) await open(WHOLE_CALL.repeat(2000));
    },
  },
  {
    title: '200 connections that idle',
    begin: async (_, open) => {
      for (let count = 0; count < 200; count++) await open(WHOLE_CALL);
    },
  },
];

describe('what clients do does not delay processes', () => {
  for (const { title, begin } of NUISANCES) {
    test(title, { timeout: 90_000 }, async (t) => {
      await withDaemon({ flavour: 'ours', config: CONFIG }, async (daemon) => {
        const path = daemon.sandbox.path('s.sock');
        await daemon.waitLog(/success: \S+ entered RUNNING/, 3);
        await waitFor('the socket', () => existsSync(path));
        const quiet = await latencies(daemon, path);
        await begin(path, (request) => openClient(t, path, request));
        const busy = await latencies(daemon, path);
        const shown = JSON.stringify({ quiet, busy });
        assert.ok(busy.asked < quiet.asked + ALLOWANCE_MS, `a restart that is asked for, in ms: ${shown}`);
        assert.ok(busy.byItself < quiet.byItself + ALLOWANCE_MS, `a restart after an exit, in ms: ${shown}`);
      });
    });
  }
});

interface Latencies {
  /** Stop and start by a call. */
  readonly asked: number;
  /** From the death of a program to its next process. */
  readonly byItself: number;
}

async function latencies(daemon: Daemon, path: string): Promise<Latencies> {
  const asked: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    await succeeds(call({ address: path }, 'supervisor.stopProcess', 'cat'));
    await succeeds(call({ address: path }, 'supervisor.startProcess', 'cat'));
    asked.push(performance.now() - begin);
  }
  return { asked: middle(asked), byItself: await restartAfterExit(daemon) };
}

async function restartAfterExit(daemon: Daemon): Promise<number> {
  const spawned = (): number => daemon.log().filter(({ text }) => /^spawned: 'mayfly'/.test(text)).length;
  const running = (): number => daemon.log().filter(({ text }) => /^success: mayfly entered/.test(text)).length;
  const before = spawned();
  await waitFor('mayfly RUNNING', () => running() === before, { state: daemon.stderr });
  const begin = performance.now();
  signal(daemon.programPid('mayfly'), 'SIGKILL');
  await waitFor('mayfly again', () => spawned() > before, { every: 2 });
  return performance.now() - begin;
}

async function succeeds(answer: Promise<Outcome>): Promise<void> {
  assert.deepEqual(await answer, { value: true });
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Sends and never reads. */
function openClient(t: TestContext, path: string, request: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.write(request);
      resolve(socket);
    });
    socket.pause();
    socket.on('error', reject);
    t.after(() => socket.destroy());
  });
}
