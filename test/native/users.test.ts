import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { native } from './harness.ts';

const root = process.getuid?.() === 0;
const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(':'));

test('every user of the database is found by name and by number', () => {
  for (const [name = '', , uid, gid, , home, shell] of lines('/etc/passwd')) {
    assert.deepEqual(native.userByName(name), { name, uid: Number(uid), gid: Number(gid), home, shell });
    assert.equal(native.userById(Number(uid))?.uid, Number(uid));
  }
});

test('every group of the database is found by name and by number', () => {
  for (const [name = '', , gid] of lines('/etc/group')) {
    assert.deepEqual(native.groupByName(name), { name, gid: Number(gid) });
    assert.equal(native.groupById(Number(gid))?.gid, Number(gid));
  }
});

test('an unknown user or group is null', () => {
  assert.equal(native.userByName('no such user'), null);
  assert.equal(native.userByName(''), null);
  assert.equal(native.userById(4_000_000_000), null);
  assert.equal(native.groupByName('no such group'), null);
  assert.equal(native.groupById(4_000_000_000), null);
});

test('the groups of a user start with the primary one and are those that id(1) names', () => {
  for (const [name = ''] of lines('/etc/passwd')) {
    const user = native.userByName(name);
    assert.ok(user);
    const groups = native.groupsOf(name, user.gid);
    assert.equal(groups[0], user.gid);
    const expected = execFileSync('id', ['-G', name], { encoding: 'utf8' }).trim().split(' ').map(Number);
    assert.deepEqual(new Set(groups), new Set(expected));
  }
  assert.deepEqual(native.groupsOf('no such user', 77), [77]);
});

test('setCredentials changes every thread of the process', { skip: !root && 'needs root' }, () => {
  const script = `
    import { readdirSync, readFileSync } from 'node:fs';
    const { native } = await import(${JSON.stringify(new URL('../../src/native/index.ts', import.meta.url).href)});
    native.setCredentials({ uid: 12345, gid: 23456, groups: [7, 23456] });
    const ids = (task) => readFileSync('/proc/self/task/' + task + '/status', 'utf8').match(/^(Uid|Gid|Groups):.*$/gm).join();
    console.log(JSON.stringify([...new Set(readdirSync('/proc/self/task').map(ids))]));
    try { native.setCredentials({ uid: 0, gid: 0, groups: [] }); } catch (error) { console.log(error.code, error.errno); }
  `;
  const node = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  const all = 'Uid:\t12345\t12345\t12345\t12345,Gid:\t23456\t23456\t23456\t23456,Groups:\t7 23456 ';
  assert.equal(stdout, `${JSON.stringify([all])}\nEPERM -1\n`, stderr);
});
