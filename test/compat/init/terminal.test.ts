import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noNamespace } from '../../helpers/pidNamespace.ts';
import { childrenOf, type ProcessStat, readProc, statOf } from '../../helpers/processes.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { DUMB_INIT, dir, INITS, type Init, mark, OUR_INIT, PID1, TINI } from './inits.ts';

/** As far as it is used here; its own types are no module. */
interface Pty {
  spawn(
    file: string,
    args: string[],
    options: { cols: number; rows: number; cwd: string; env: Record<string, string> },
  ): Process;
}

interface Process {
  readonly pid: number;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  onData(listener: (text: string) => void): void;
  onExit(listener: (exit: { exitCode: number; signal?: number }) => void): void;
}

const NAME: string = 'node-pty';
const pty: Pty | null = await import(NAME).catch(() => null);
const noPty = pty === null ? 'node-pty is not installed' : false;

function open(argv: readonly string[]) {
  if (pty === null) throw new Error('node-pty is not installed');
  const [file = '', ...args] = argv;
  const env = { PATH: process.env.PATH ?? '', TERM: 'dumb', HOME: dir, ...mark };
  const terminal = pty.spawn(file, args, { cols: 100, rows: 30, cwd: dir, env });
  let output = '';
  let status: number | null = null;
  terminal.onData((text) => {
    output += text;
  });
  terminal.onExit(({ exitCode }) => {
    status = exitCode;
  });
  return {
    pid: terminal.pid,
    resize: (columns: number, rows: number) => terminal.resize(columns, rows),
    output: () => output,
    /** Types, then waits for what it leads to behind what was seen so far. */
    step: async (text: string, expected: RegExp) => {
      const from = output.length;
      if (text !== '') terminal.write(text);
      await waitFor(`${expected} on the terminal`, () => expected.test(output.slice(from)), { state: () => output });
    },
    ended: async () => {
      await waitFor('the end on the terminal', () => status !== null, { state: () => output });
      return status;
    },
  };
}

/** The command below a first process: a child of it, or of the namespace's first one. */
async function commandOf(pid: number, name: string): Promise<ProcessStat> {
  return waitFor(`the process ${name}`, () => descendants(pid).find((each) => each.name === name));
}

function descendants(pid: number): ProcessStat[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child.pid)]);
}

/** Foreground process group of the terminal of a process, by the kernel. */
function foregroundOf(pid: number): number {
  return Number(/^.*\) (.*)$/m.exec(readProc(pid, 'stat') ?? '')?.[1]?.split(' ')[5]);
}

const BASH = ['bash', '--norc', '--noprofile', '-i'];
const PROMPT = /[$#] $/;

describe('on a terminal as PID 1', { skip: noPty || noNamespace, timeout: 60_000 }, () => {
  for (const init of INITS) {
    test(`${init.name}: an interactive shell has job control`, { skip: init.skip }, async () => {
      const terminal = open([...PID1, ...init.single, ...BASH]);
      await terminal.step('', PROMPT);
      assert.doesNotMatch(terminal.output(), /no job control|cannot set terminal process group/);
      await terminal.step('sleep 1000\r', /sleep 1000\r\n/);
      await commandOf(terminal.pid, 'sleep');
      await terminal.step('\x1a', /Stopped[\s\S]*[$#] $/);
      await terminal.step('fg\r', /sleep 1000\r\n/);
      await terminal.step('\x03', PROMPT);
      await terminal.step('echo it was $?\r', /it was 130/);
      await terminal.step('exit 5\r', /exit/);
      assert.equal(await terminal.ended(), 5);
    });
  }

  for (const init of [TINI, OUR_INIT]) {
    test(`${init.name}: the command has the foreground; ^C reaches it once, and a new size too`, {
      skip: init.skip,
    }, async () => {
      const script = `trap 'echo interrupted' INT; trap 'stty size; exit 9' WINCH; echo here; while :; do sleep 0.1; done`;
      const terminal = open([...PID1, ...init.single, 'bash', '-c', script]);
      await terminal.step('', /here/);
      const command = await commandOf(terminal.pid, 'bash');
      assert.equal(command.pgrp, command.pid);
      assert.equal(foregroundOf(command.pid), command.pid);
      await terminal.step('\x03', /interrupted/);
      terminal.resize(77, 11);
      assert.equal(await terminal.ended(), 9);
      assert.match(terminal.output(), /11 77/);
      assert.equal(terminal.output().match(/interrupted/g)?.length, 1);
    });
  }

  test('ours: what the command has made of the terminal stays as it is, before and after', async () => {
    const script = 'stty -echo -icanon; "$@" -- sh -c "stty -a; stty echonl min 7; exit 4"; echo "status $?"; stty -a';
    const terminal = open(['sh', '-c', script, 'sh', OUR_INIT.single[0] ?? '']);
    assert.equal(await terminal.ended(), 0);
    const [inside = '', after = ''] = terminal.output().split('status 4');
    assert.match(inside, /-icanon[\s\S]*-echo /);
    assert.match(after, /min = 7[\s\S]*-icanon[\s\S]*-echo [\s\S]* echonl/);
  });

  test('ours: warnings come through although the terminal stops background writers', async () => {
    const script = 'stty tostop; (sleep 0.3 &) ; exec sleep 1';
    const terminal = open([...PID1, OUR_INIT.single[0] ?? '', '--warn-on-reap', '--', 'sh', '-c', script]);
    assert.equal(await terminal.ended(), 0);
    assert.match(terminal.output(), /reaped orphan \d+ \(exit status 0\)/);
  });
});

describe('as a job of an interactive shell', { skip: noPty, timeout: 60_000 }, () => {
  async function shell(): Promise<ReturnType<typeof open>> {
    const terminal = open(BASH);
    await terminal.step('', PROMPT);
    return terminal;
  }

  /** With tini the shell never hears that the command was stopped. */
  for (const [init, argv] of [
    [DUMB_INIT, DUMB_INIT.single],
    [OUR_INIT, OUR_INIT.single],
  ] as const satisfies readonly (readonly [Init, readonly string[]])[]) {
    test(`${init.name}: ^Z gives the terminal back to the shell, fg and bg go on, ^C ends it`, {
      skip: init.skip,
    }, async () => {
      const terminal = await shell();
      await terminal.step(`${argv.join(' ')} sleep 1000\r`, /sleep 1000\r\n/);
      const sleep = await commandOf(terminal.pid, 'sleep');
      await terminal.step('\x1a', /Stopped[\s\S]*[$#] $/);
      assert.equal(statOf(sleep.pid)?.state, 'T');
      await terminal.step('bg\r', /&[\s\S]*[$#] $/);
      await waitFor('the command to go on', () => statOf(sleep.pid)?.state === 'S');
      await terminal.step('fg\r', /sleep 1000\r\n/);
      await terminal.step('\x03', PROMPT);
      await terminal.step('echo it was $?\r', /it was 130/);
      await terminal.step('exit\r', /exit/);
      await terminal.ended();
    });
  }

  test('ours: started in the background it leaves the terminal to the shell, and takes it when fg gives it', async () => {
    const terminal = await shell();
    await terminal.step(`${OUR_INIT.single.join(' ')} cat &\r`, /\[1\] \d+[\s\S]*[$#] $/);
    const cat = await commandOf(terminal.pid, 'cat');
    await terminal.step('echo still $((40 + 2))\r', /still 42/);
    // It reads from the terminal, which stops it, and with it the job that the shell knows.
    await waitFor('the reader to be stopped', () => statOf(cat.pid)?.state === 'T');
    await waitFor('the job to be stopped', () => statOf(cat.ppid)?.state === 'T');
    await terminal.step('fg\r', /cat\r\n/);
    await terminal.step('hello\r', /hello\r\nhello/);
    await terminal.step('\x04', PROMPT);
    await terminal.step('exit\r', /exit/);
    await terminal.ended();
  });
});
