import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noReference } from '../../helpers/flavour.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { OUR_CTL } from './clients.ts';
import { createWorld, PASSWORD, USERNAME, type World } from './world.ts';

/** As far as it is used here; its own types are no module. */
interface Pty {
  spawn(
    file: string,
    args: string[],
    options: { cols: number; cwd: string; env: Record<string, string> },
  ): {
    write(text: string): void;
    onData(listener: (text: string) => void): void;
    onExit(listener: (exit: { exitCode: number }) => void): void;
  };
}

const NAME: string = 'node-pty';
const pty: Pty | null = await import(NAME).catch(() => null);
const skip = noReference || (pty === null ? 'node-pty is not installed' : false);

interface Terminal {
  /** Types, then waits for what it leads to behind what was seen so far. */
  step(text: string, expected: RegExp): Promise<void>;
  ended(): Promise<number>;
}

describe('the shell on a terminal', { skip }, () => {
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

  function open(...args: string[]): Terminal {
    if (pty === null) throw new Error('node-pty is not installed');
    const terminal = pty.spawn(OUR_CTL, args.map(world.fill), {
      cols: 120,
      cwd: world.daemon.sandbox.dir,
      env: { PATH: process.env.PATH ?? '', HOME: world.daemon.sandbox.dir, TERM: 'xterm' },
    });
    let output = '';
    let status: number | null = null;
    terminal.onData((text) => {
      output += text;
    });
    terminal.onExit(({ exitCode }) => {
      status = exitCode;
    });
    return {
      step: async (text, expected) => {
        const from = output.length;
        if (text !== '') terminal.write(text);
        await waitFor(`${expected} on the terminal`, () => expected.test(output.slice(from)), { state: () => output });
      },
      ended: async () => {
        await waitFor('the end of the shell', () => status !== null, { state: () => output });
        return status ?? -1;
      },
    };
  }

  test('prompt, colours, completion, questions, ^C of a tail, history', async () => {
    const terminal = open('-c', '{dir}/shell.conf');
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

  test('the history of the last time is there again', async () => {
    world.daemon.sandbox.write('history', 'pid off\nnonsense\n');
    const terminal = open('-c', '{dir}/shell.conf');
    await terminal.step('', /here> /);
    await terminal.step('\x1b[A\x1b[A\r', /pid off[\s\S]*\n0\r/);
    await terminal.step('\x03', /\n/);
    assert.equal(await terminal.ended(), 0);
  });

  test('a password is asked for, and not shown', async () => {
    const terminal = open('-c', '{dir}/shell.conf', '-s', 'http://127.0.0.1:{port}');
    await terminal.step('', /Server requires authentication[\s\S]*Username:/);
    await terminal.step(`${USERNAME}\r`, /Password:/);
    await terminal.step(`${PASSWORD}\r`, new RegExp(`^(?![^]*${PASSWORD})[^]*cat +[^]*here> `));
    await terminal.step('\x04', /\n/);
    assert.equal(await terminal.ended(), 0);
  });
});
