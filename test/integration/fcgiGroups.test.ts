import assert from 'node:assert/strict';
import { existsSync, lstatSync } from 'node:fs';
import { test } from 'node:test';
import { call } from '../compat/rpc/client.ts';
import { INTERFACE, SERVER, SUPERVISORD } from '../compat/rpc/rpcCase.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { backlogOf } from '../helpers/listening.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** The reference makes no socket for a FastCGI program that a `[group:x]` names. */
const config = (php: string, plain: string) => `${SERVER}${SUPERVISORD}${INTERFACE}
[fcgi-program:php]
command=sleep 1000
process_name=php_%(process_num)d
numprocs=2
startsecs=0
${php}
[program:plain]
command=sleep 1000
startsecs=0
${plain}
[group:site]
programs=plain,php
`;

const SOCKET = 'socket=unix://{dir}/php.sock\nsocket_backlog=21';

async function withSite(use: (daemon: Daemon, update: (php: string, plain: string) => Promise<void>) => Promise<void>) {
  await withDaemon({ flavour: 'ours', config: config(SOCKET, '') }, async (daemon) => {
    await daemon.waitLog(/entered RUNNING/, 3);
    const address = daemon.sandbox.path('s.sock');
    const update = async (php: string, plain: string): Promise<void> => {
      daemon.sandbox.write('supervisord.conf', config(php, plain));
      const result = await call({ address }, 'tsupervisor.updateMinimal', []);
      assert.ok('value' in result, JSON.stringify(result));
    };
    await use(daemon, update);
  });
}

const inode = ({ sandbox }: Daemon) => lstatSync(sandbox.path('php.sock')).ino;
const made = (daemon: Daemon) => daemon.messages().filter((line) => line.includes('Creating socket')).length;

test('A FastCGI program in a group has its socket, the other members their pipes', async () => {
  await withSite(async (daemon) => {
    assert.equal(backlogOf(daemon.sandbox.path('php.sock')), 21);
    for (const name of ['php_0', 'php_1']) {
      assert.deepEqual(daemon.probe(name).descriptors, ['0 socket A', '1 pipe B', '2 pipe C']);
    }
    assert.deepEqual(daemon.probe('plain').descriptors, ['0 pipe A', '1 pipe B', '2 pipe C']);
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    assert.ok(!existsSync(daemon.sandbox.path('php.sock')));
  });
});

test('An update of another member, or of the mode alone, leaves the socket alone', async () => {
  await withSite(async (daemon, update) => {
    const [before, count, pid] = [inode(daemon), made(daemon), daemon.programPid('php_0')];
    await update(SOCKET, 'stopsignal=INT');
    await waitFor(
      'plain to be started again',
      () => daemon.log().filter(({ text }) => /^spawned: 'plain'/.test(text)).length === 2,
    );
    await update(`${SOCKET}\nsocket_mode=0777`, 'stopsignal=INT');
    assert.deepEqual([inode(daemon), made(daemon), daemon.programPid('php_0')], [before, count, pid]);
  });
});

test('An update of its address makes another one', async () => {
  await withSite(async (daemon, update) => {
    await update('socket=unix://{dir}/other.sock', '');
    await waitFor('the new socket', () => backlogOf(daemon.sandbox.path('other.sock')));
    assert.ok(!existsSync(daemon.sandbox.path('php.sock')));
  });
});

test('SIGHUP makes the sockets anew, and goes on without one that cannot be made', async () => {
  await withSite(async (daemon) => {
    daemon.sandbox.write('supervisord.conf', config('socket=unix://{dir}/none/php.sock\nstartretries=0', ''));
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^gave up: php_1/);
    assert.ok(
      daemon.messages().some((line) => /^ERRO Could not create FastCGI socket .*none\/php\.sock: ENOENT/.test(line)),
    );
    await daemon.waitLog(/^success: plain/, 2);
    daemon.sandbox.write('supervisord.conf', config(SOCKET, ''));
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^success: php_1/, 2);
    assert.equal(backlogOf(daemon.sandbox.path('php.sock')), 21);
  });
});
