import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ended, native, output, PATH, shell } from './harness.ts';

const CHILD = join(dirname(fileURLToPath(import.meta.url)), 'caughtSignals.ts');
const UNCATCHABLE = [9, 19];

async function caught(sent: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, sent.join(',')], {
    timeout: 60_000,
  });
  return JSON.parse(stdout) as number[];
}

test('every signal that can be caught is, those that libc keeps to itself and those of faults among them', async () => {
  const all = Array.from({ length: 64 }, (_, index) => index + 1).filter((number) => !UNCATCHABLE.includes(number));
  assert.deepEqual(await caught(all), all);
});

test('signals are told in the order of their arrival and as often as they came, whatever thread the kernel picks', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => [15, 40, 1, 33, 64, 17, 34][(index * 5) % 7] ?? 0);
  assert.deepEqual(await caught(many), many);
});

test('they can be caught once in a process', async () => {
  const script = `const m={exports:{}};process.dlopen(m,process.argv[1]);const n=m.exports;n.catchSignals(()=>0);try{n.catchSignals(()=>0)}catch(e){console.log(e.code)}n.exitNow(0)`;
  const { addonFile } = await import('../../src/native/load.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, addonFile()], { timeout: 30_000 });
  assert.equal(stdout, 'EALREADY\n');
});

test('a fault of our own still ends the process', async () => {
  const script = `const m={exports:{}};process.dlopen(m,process.argv[1]);m.exports.catchSignals(()=>0);process.abort()`;
  const { addonFile } = await import('../../src/native/load.ts');
  const child = execFile('sh', ['-c', 'ulimit -c 0; exec "$@"', 'sh', process.execPath, '-e', script, addonFile()]);
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGABRT']);
});

test('a child starts with the signals ignored and blocked that it is to, and no others', async () => {
  const number = (name: string, text: string) => BigInt(`0x${new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(text)?.[1]}`);
  for (const [ignored, blocked] of [
    [0n, 0n],
    [1n | (1n << 63n), 1n << 31n],
    [1n << 12n, (1n << 9n) | (1n << 49n)],
  ] as const) {
    const spec = {
      ...shell(''),
      file: '/bin/cat',
      argv: ['cat', '/proc/self/status'],
      ignoredSignals: ignored,
      blockedSignals: blocked,
    };
    const { text } = await output(spec);
    assert.deepEqual([number('SigIgn', text), number('SigBlk', text)], [ignored, blocked]);
  }
});

test('words and variables may be bytes', async () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const spec = {
    ...shell(''),
    file: bytes('/bin/sh'),
    argv: ['sh', '-c', bytes('printf "%s " "$A" "$1" "$2" | od -An -tx1'), 'sh', bytes('\xff'), new Uint8Array()],
    envp: [PATH, bytes('A=\xfe\x01')],
  };
  assert.equal((await output(spec)).text.trim(), 'fe 01 20 ff 20 20');
  assert.throws(() => native.spawn({ ...spec, argv: [Buffer.from('a\0b')] }), /EINVAL/);
});

test('a descriptor may be left out: it is closed in the child', async () => {
  const [read, write] = native.pipe();
  const { pid } = native.spawn({ ...shell('echo /proc/$$/fd/* >&5'), fds: [-1, -1, -1, read, -1, write], gaps: true });
  closeSync(write);
  assert.equal(await ended(pid), 0);
  const text = readFileSync(read, 'latin1');
  closeSync(read);
  const numbers = text
    .trim()
    .split(' ')
    .map((path) => Number(path.split('/').pop()));
  // The shell has one open for the listing itself.
  assert.deepEqual(
    numbers.filter((number) => number === 3 || number === 5),
    [3, 5],
  );
  assert.ok(numbers.length <= 3, text);
});

test('without a terminal nobody owns it, and nobody stops', () => {
  assert.equal(native.ownsTerminal(9999), false);
  assert.equal(native.stoppedBy(1), 0);
  assert.equal(typeof native.isJob(), 'boolean');
});
