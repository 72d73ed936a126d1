import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Daemon, withDaemon } from '../../helpers/daemon.ts';
import { noReference, selfCheck } from '../../helpers/flavour.ts';
import { attach } from './attached.ts';
import { OUR_CTL, REFERENCE_CTL } from './clients.ts';
import { normalise } from './compare.ts';
import { SERVERS } from './world.ts';

const CONFIG = `[supervisord]
childlogdir={dir}
[unix_http_server]
file={dir}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{dir}/s.sock
[program:cat]
command=/bin/cat
startsecs=0
`;

/** What one client is told, with whether it is a shell that is typed into; and when the next one has its turn. */
interface Ending {
  readonly args: readonly string[];
  readonly typed?: string;
  readonly until?: (daemon: Daemon) => Promise<unknown>;
}

const ENDINGS: readonly Ending[] = [
  { args: ['reload'], until: (daemon) => daemon.waitLog(/cat entered RUNNING/, 2) },
  { args: [], typed: 'reload\ny\nexit\n', until: (daemon) => daemon.waitLog(/cat entered RUNNING/, 3) },
  { args: ['-i'], typed: 'shutdown\nn\nexit\n' },
  { args: ['shutdown'], until: (daemon) => daemon.waitExit() },
  { args: ['shutdown'] },
  { args: ['reload'] },
  { args: ['status'] },
];

/** Both clients, each with a daemon of its own: afterwards there is none. */
describe('reload and shutdown, with both clients', { skip: noReference, concurrency: true }, () => {
  for (const flavour of SERVERS) {
    test(`on the daemon: ${flavour}`, { timeout: 90_000 }, async () => {
      const clients = [REFERENCE_CTL, selfCheck ? REFERENCE_CTL : OUR_CTL];
      const [reference, ours] = await Promise.all(
        clients.map((client) => withDaemon({ flavour, config: CONFIG }, (daemon) => endAll(client, daemon))),
      );
      assert.match(JSON.stringify(reference), /Restarted supervisord[\s\S]*Shut down[\s\S]*already shut down\?/);
      assert.deepEqual(ours, reference);
    });
  }
});

async function endAll(client: string, daemon: Daemon): Promise<unknown[]> {
  await daemon.waitLog(/cat entered RUNNING/);
  const seen: unknown[] = [];
  for (const { args, typed = '', until } of ENDINGS) {
    const { dir, fill } = daemon.sandbox;
    const running = attach(client, ['-c', fill('{dir}/supervisord.conf'), ...args], dir);
    running.type(typed);
    const { stdout, status } = await running.ended();
    await until?.(daemon);
    seen.push({ args, status, said: normalise(stdout.replaceAll(dir, '{dir}')) });
  }
  return [...seen, daemon.exited()];
}
