import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, native, output, shell } from './harness.ts';

const index = JSON.stringify(new URL('../../src/native/index.ts', import.meta.url).href);

/** Runs a module in a process of its own. */
function inProcess(script: string, prefix: readonly string[] = []) {
  const text = `const { native } = await import(${index});\n${script}`;
  const [command = '', ...args] = [
    ...prefix,
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    '--input-type=module',
    '-e',
    text,
  ];
  return spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
}

test('a limit can be read, lowered and raised again, and -1 is unlimited', async () => {
  const { NOFILE, CORE } = native.rlimit;
  const { soft, hard } = native.getRlimit(NOFILE);
  native.setRlimit({ resource: NOFILE, soft: 200, hard });
  const { text } = await output(shell('ulimit -Sn'));
  assert.deepEqual(native.getRlimit(NOFILE), { soft: 200, hard });
  native.setRlimit({ resource: NOFILE, soft, hard });
  assert.equal(text, '200\n');
  const core = native.getRlimit(CORE);
  if (core.hard === -1) {
    native.setRlimit({ resource: CORE, soft: -1, hard: -1 });
    assert.equal(native.getRlimit(CORE).soft, -1);
    native.setRlimit({ resource: CORE, ...core });
  }
});

test('a limit that cannot be is an exception', () => {
  const { NOFILE } = native.rlimit;
  assert.throws(() => native.setRlimit({ resource: NOFILE, soft: 20, hard: 10 }), { code: 'EINVAL', errno: -22 });
  assert.throws(() => native.getRlimit(9999), { code: 'EINVAL' });
});

test('both ends of a pipe are close-on-exec', () => {
  const ends = native.pipe();
  const flags = ends.map((fd) => /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '');
  for (const text of flags) assert.ok(Number.parseInt(text, 8) & 0o2000000);
  for (const fd of ends) closeSync(fd);
});

test('pipe and dup2 throw what the system says', () => {
  const { soft, hard } = native.getRlimit(native.rlimit.NOFILE);
  native.setRlimit({ resource: native.rlimit.NOFILE, soft: 3, hard });
  try {
    assert.throws(() => native.pipe(), { code: 'EMFILE' });
  } finally {
    native.setRlimit({ resource: native.rlimit.NOFILE, soft, hard });
  }
  assert.throws(() => native.dup2(9999, 9998), { code: 'EBADF' });
  const file = openSync('/dev/null', 'r');
  native.dup2(file, 99);
  closeSync(99);
  closeSync(file);
});

test('exitNow ends the process with its code, without exit handlers', () => {
  const { status, stdout } = inProcess(`process.on('exit', () => console.log('handler')); native.exitNow(7);`);
  assert.deepEqual([status, stdout], [7, '']);
});

test('setsid makes a session, and an error where there is one already', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    native.setsid();
    console.log(Number(readFileSync('/proc/self/stat', 'utf8').split(' ')[5]) === process.pid);
    try { native.setsid(); } catch (error) { console.log(error.code); }`;
  assert.equal(inProcess(script).stdout, 'true\nEPERM\n');
});

test('the process ends cleanly with pumps and watches open', () => {
  const script = `
    const [read, write] = native.pipe();
    const pumps = Array.from({ length: 50 }, () => native.openPump(native.pipe()[0], { kind: 'data' }, { onEnd() {} }));
    const watch = native.watchWritable(write);
    watch.wait(() => process.exit(5));`;
  const { status, signal, stderr } = inProcess(script);
  assert.deepEqual([status, signal, stderr], [5, null, '']);
});

test('open pumps and watches survive garbage collection, and closed ones are collected', () => {
  const script = `
    import { closeSync, writeSync } from 'node:fs';
    const registry = new FinalizationRegistry(() => gone++);
    let gone = 0, ended = 0;
    const writes = [];
    for (let i = 0; i < 100; i++) {
      const [read, write] = native.pipe();
      const pump = native.openPump(read, { kind: 'discard' }, { onEnd() { ended++; } });
      registry.register(pump, i);
      native.watchWritable(write).close();
      writes.push(write);
    }
    const turn = () => new Promise((resolve) => setTimeout(resolve, 10));
    for (let i = 0; i < 5; i++) { gc(); await turn(); }
    const early = gone;
    for (const write of writes) closeSync(write);
    for (let i = 0; i < 200 && gone < 99; i++) { gc(); await turn(); }
    console.log(early, ended, gone >= 99);`; // the last one may still stand in a frame of this function
  assert.equal(
    inProcess(`const { setFlagsFromString } = await import('node:v8'); setFlagsFromString('--expose-gc');
    const gc = (await import('node:vm')).runInNewContext('gc'); ${script}`).stdout,
    '0 100 true\n',
  );
});

test('a chatty program is read in rests; all of it arrives, and when it falls silent nothing wakes the process', () => {
  const file = join(folder, 'chatty');
  const script = `
    import { closeSync, openSync, readFileSync } from 'node:fs';
    const fd = openSync(${JSON.stringify(file)}, 'w');
    const [read, write] = native.pipe();
    const pump = native.openPump(read, { kind: 'file', fd, limit: 0 }, { onEnd() { console.log('end'); } });
    const empty = openSync('/dev/null', 'r');
    const program = 'for i in $(seq 300); do echo line $i; sleep 0.002; done; exec sleep 1000';
    const { pid } = native.spawn({ file: '/bin/sh', argv: ['sh', '-c', program], envp: ['PATH=/usr/bin:/bin'], fds: [empty, write, write] });
    closeSync(write);
    const complete = () => readFileSync(${JSON.stringify(file)}, 'utf8').endsWith('line 300\\n');
    const switches = () => Number(/^voluntary_ctxt_switches:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    while (!complete()) await sleep(20);
    await sleep(100);
    const before = switches();
    await sleep(500);
    console.log(switches() - before < 10);
    native.kill(-pid, 9);`;
  assert.equal(inProcess(script).stdout, 'true\nend\n');
  const expected = Array.from({ length: 300 }, (_, i) => `line ${i + 1}\n`).join('');
  assert.equal(readFileSync(file, 'utf8'), expected);
});

test('the addon refuses a second thread', () => {
  const script = `
    import { Worker } from 'node:worker_threads';
    const { addonFile } = await import(${JSON.stringify(new URL('../../src/native/load.ts', import.meta.url).href)});
    const worker = new Worker('process.dlopen({ exports: {} }, ' + JSON.stringify(addonFile()) + ')', { eval: true });
    worker.on('error', (error) => console.log(error.message));`;
  assert.match(inProcess(script).stdout, /one thread only/);
});

test('trimming the heap is harmless', () => {
  native.trimHeap();
});
