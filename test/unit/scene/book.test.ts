import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Book, openBook, surplus } from '../../../src/scene/book.ts';
import { collect } from '../../../src/scene/collect.ts';
import type { Facts } from '../../../src/scene/facts.ts';
import { isId, isOf, sceneId, timeOf } from '../../../src/scene/ids.ts';
import type { SceneSummary } from '../../../src/scene/record.ts';
import { select } from '../../../src/scene/select.ts';
import { processConfig } from '../../helpers/processConfig.ts';

const root = mkdtempSync(join(tmpdir(), 'tsv-book-'));
after(() => rmSync(root, { recursive: true, force: true }));

function add(book: Book, name: string, time: number, group = name): SceneSummary {
  return book.add({ group, process: name }, (before) => collect(facts(name, time, group), before));
}

function facts(name: string, time: number, group: string): Facts {
  return {
    config: processConfig({ name, command: '/bin/false' }),
    group,
    kind: 'spawn',
    gaveUp: false,
    next: 'nothing',
    tries: 1,
    restarts: 0,
    stopped: null,
    spawnError: "can't find command 'x'",
    ended: null,
    argv: ['/bin/false'],
    environment: ['A_TOKEN=secret-value'],
    secrets: [],
    rlimits: [],
    time,
    user: 'root',
    memory: null,
    programOf: () => null,
    samples: [],
  };
}

const NOW = Date.now();
const SETTINGS = { scene_dir: null, scene_max: 100, scene_age: 3600 };

describe('what is kept', () => {
  test('of too many the oldest of the process that has most goes first', () => {
    const at = (second: number, name: string): string => sceneId(new Date(second * 1000).toISOString(), name, name);
    const ids = [at(1, 'rare'), at(2, 'loop'), at(3, 'loop'), at(4, 'loop'), at(5, 'other')];
    assert.deepEqual(surplus(ids, 5, 0), []);
    assert.deepEqual(surplus(ids, 3, 0), [at(2, 'loop'), at(3, 'loop')]);
    assert.deepEqual(surplus(ids, 2, 0), [at(2, 'loop'), at(3, 'loop'), at(1, 'rare')]);
    assert.deepEqual(surplus(ids, 5, 2500), [at(1, 'rare'), at(2, 'loop')]);
    assert.deepEqual(surplus(ids, 0, 0).sort(), [...ids].sort());
  });

  test('records are bounded in number and age, in memory and in files', () => {
    for (const scene_dir of [null, join(root, 'bounded')]) {
      const book = openBook({ scene_dir, scene_max: 3, scene_age: 3600 }, new Map(), assert.fail);
      add(book, 'old', NOW - 4000_000);
      for (let index = 0; index < 5; index++) add(book, 'loop', NOW - 1000 + index);
      add(book, 'once', NOW);
      assert.deepEqual(
        book.list([], 10).map(({ process }) => process),
        ['once', 'loop', 'loop'],
      );
      if (scene_dir !== null) assert.equal(readdirSync(scene_dir).length, 3);
    }
  });

  test('another daemon finds what the one before has written, which is for its owner alone', () => {
    const scene_dir = join(root, 'again');
    add(openBook({ ...SETTINGS, scene_dir }, new Map(), assert.fail), 'app', NOW);
    const [file = ''] = readdirSync(scene_dir);
    assert.equal(statSync(join(scene_dir, file)).mode & 0o777, 0o600);
    assert.equal(statSync(scene_dir).mode & 0o777, 0o700);
    const book = openBook({ ...SETTINGS, scene_dir }, new Map(), assert.fail);
    const [summary] = book.list([], 10);
    assert.equal(summary?.what, "can't find command 'x'");
    assert.deepEqual(book.get(summary?.id ?? '')?.environment, { A_TOKEN: '***' });
    assert.equal(add(book, 'app', NOW + 1).process, 'app');
    assert.equal(book.get(book.list([], 1)[0]?.id ?? '')?.history.length, 1);
  });

  test('where nothing can be written it is said once, and kept in memory', () => {
    const scene_dir = join(root, 'file');
    writeFileSync(scene_dir, '');
    const warnings: string[] = [];
    const book = openBook({ ...SETTINGS, scene_dir }, new Map(), (message) => warnings.push(message));
    add(book, 'app', NOW);
    add(book, 'app', NOW + 1);
    assert.equal(book.list([], 10).length, 2);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^scene_dir: no record can be written to .*: (EEXIST|ENOTDIR) /);
  });

  test('on a full disk the oldest records make room and are kept in memory', (t) => {
    const scene_dir = join(root, 'full');
    mkdirSync(scene_dir);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20k', 'tsv-book', scene_dir], { encoding: 'utf8' });
    if (mount.status !== 0) return t.skip(`no file system of a few pages: ${mount.stderr}`);
    try {
      const warnings: string[] = [];
      const book = openBook({ ...SETTINGS, scene_dir }, new Map(), (message) => warnings.push(message));
      for (let i = 0; i < 9; i++) add(book, 'app', NOW + i);
      const onDisk = readdirSync(scene_dir);
      assert.ok(
        onDisk.length > 0 && onDisk.length < 9 && onDisk.every((name) => name.endsWith('.json')),
        onDisk.join(),
      );
      assert.equal(book.list([], 20).length, 9);
      assert.deepEqual(warnings, []);

      for (const name of onDisk) rmSync(join(scene_dir, name));
      writeFileSync(join(scene_dir, 'other'), Buffer.alloc(20 * 1024));
      add(book, 'app', NOW + 10);
      add(book, 'app', NOW + 11);
      assert.deepEqual(readdirSync(scene_dir), ['other']);
      assert.equal(book.list([], 2).length, 2);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /ENOSPC/);
    } finally {
      spawnSync('umount', [scene_dir]);
    }
  });

  test('foreign and broken files are passed over', () => {
    const scene_dir = join(root, 'foreign');
    const book = openBook({ ...SETTINGS, scene_dir }, new Map(), assert.fail);
    add(book, 'app', NOW);
    writeFileSync(join(scene_dir, 'notes.json'), '{}');
    writeFileSync(join(scene_dir, `${sceneId(new Date(NOW).toISOString(), 'b', 'b')}.json`), '{"version":1');
    writeFileSync(join(scene_dir, `${sceneId(new Date(NOW).toISOString(), 'c', 'c')}.json`), '{"version":1,"id":"x"}');
    chmodSync(join(scene_dir, 'notes.json'), 0);
    assert.deepEqual(
      book.list([], 10).map(({ process }) => process),
      ['app'],
    );
    assert.equal(book.get('../../etc/passwd'), null);
  });
});

describe('names', () => {
  test('ids sort by time, are names of files, and tell group and process apart', () => {
    const odd = sceneId('2026-07-30T12:13:14.123Z', 'a,b/c', 'd:e \u00e4\ud800');
    assert.ok(isId(odd), odd);
    assert.equal(timeOf(odd), Date.parse('2026-07-30T12:13:14.123Z'));
    assert.ok(isOf(odd, 'a,b/c', null));
    assert.ok(isOf(odd, 'a,b/c', 'd:e \u00e4\ud800'));
    assert.ok(!isOf(odd, 'a', null));
    assert.ok(!isId('../x'));
    assert.ok(sceneId('2026-07-30T12:13:14.123Z', 'g'.repeat(500), 'p'.repeat(500)).length < 250);
  });

  test('a name means a process, or a whole group', () => {
    const book = openBook(SETTINGS, new Map(), assert.fail);
    add(book, 'web_00', NOW, 'web');
    const of = (name: string) => select(book, name, ({ group, process }) => group === 'g' && process === 'x');
    assert.deepEqual(of('web'), { group: 'web', process: null });
    assert.deepEqual(of('web:*'), { group: 'web', process: null });
    assert.deepEqual(of('web:web_00'), { group: 'web', process: 'web_00' });
    assert.deepEqual(of('g:x'), { group: 'g', process: 'x' });
    assert.equal(of('web:nope'), null);
    assert.equal(of('nope'), null);
  });
});
