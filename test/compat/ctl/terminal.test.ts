import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { noReference } from '../../helpers/flavour.ts';
import { OUR_CTL } from './clients.ts';
import { noTerminal, openTerminal, type Terminal } from './terminal.ts';
import { createWorld, PASSWORD, USERNAME, type World } from './world.ts';

describe('the shell on a terminal', { skip: noReference || noTerminal }, () => {
  let world: World;
  before(
    async () => {
      world = await createWorld('reference');
      world.daemon.sandbox.write(
        'shell.conf',
        '[supervisorctl]\nserverurl=unix://{dir}/s.sock\nprompt=here\nhistory_file={dir}/history\n',
      );
    },
    { timeout: 60_000 },
  );
  after(() => world?.dispose());

  function open(t: TestContext, ...args: string[]): Terminal {
    const { dir } = world.daemon.sandbox;
    const terminal = openTerminal(OUR_CTL, args.map(world.fill), dir, { HOME: dir });
    t.after(terminal.kill);
    return terminal;
  }

  test('prompt, colours, completion, questions, ^C of a tail, history', async (t) => {
    const terminal = open(t, '-c', '{dir}/shell.conf');
    await terminal.step('', /cat +\x1b\[32mRUNNING[\s\S]*here> /);
    await terminal.step('vers', /vers/);
    await terminal.step('\t', /ion /);
    await terminal.step('\r', /\d\.\d\.\d[\s\S]*here> /);
    await terminal.step('pid pair:p', /pair:p/);
    await terminal.step('\t', /air_/);
    await terminal.step('\x15shutdown\r', /Really shut the remote supervisord process down y\/N\? /);
    await terminal.step('n\r', /here> /);
    await terminal.step('tail -f cat\r', /Ctrl-C to exit/);
    await terminal.step('\x03', /here> /);
    await terminal.step('fg cat\r', /Ctrl-C to exit/);
    await terminal.step('hello\r', /hello[\s\S]*hello/);
    await terminal.step('\x04', /Exiting foreground[\s\S]*here> /);
    await terminal.step('exit\r', /exit/);
    assert.equal(await terminal.ended(), 0);
    assert.equal(world.daemon.sandbox.read('history'), 'version \nshutdown\ntail -f cat\nfg cat\nexit\n');
  });

  test('the history of the last time is there again', async (t) => {
    world.daemon.sandbox.write('history', 'pid off\nnonsense\n');
    const terminal = open(t, '-c', '{dir}/shell.conf');
    await terminal.step('', /here> /);
    await terminal.step('\x1b[A\x1b[A\r', /pid off[\s\S]*\n0\r/);
    await terminal.step('\x03', /\n/);
    assert.equal(await terminal.ended(), 0);
  });

  test('-r names another file for the history', async (t) => {
    const terminal = open(t, '-c', '{dir}/shell.conf', '-r', '{dir}/elsewhere');
    await terminal.step('', /here> /);
    await terminal.step('pid off\r', /\n0\r[\s\S]*here> /);
    await terminal.step('\x04', /\n/);
    assert.equal(await terminal.ended(), 0);
    assert.equal(world.daemon.sandbox.read('elsewhere'), 'pid off\n');
  });

  test('a password is asked for, and not shown', async (t) => {
    const terminal = open(t, '-c', '{dir}/shell.conf', '-s', 'http://127.0.0.1:{port}');
    await terminal.step('', /Server requires authentication[\s\S]*Username:/);
    await terminal.step(`${USERNAME}\r`, /Password:/);
    await terminal.step(`${PASSWORD}\r`, new RegExp(`^(?![^]*${PASSWORD})[^]*cat +[^]*here> `));
    await terminal.step('\x04', /\n/);
    assert.equal(await terminal.ended(), 0);
  });
});
