import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { memoryFiles, watchOom } from '../../../src/scene/oom.ts';

const root = mkdtempSync(join(tmpdir(), 'tsv-oom-'));
after(() => rmSync(root, { recursive: true, force: true }));

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const EVENTS = (kills: number) => `low 0\nhigh 0\nmax 12\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`;
const CONTROL = (kills: number) => `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`;

interface Kind {
  readonly title: string;
  readonly folder: string;
  /** /proc/self/cgroup. */
  readonly self: string;
  readonly group: string;
  readonly events: string;
  readonly text: (kills: number) => string;
  readonly sizes: Readonly<Record<string, string>>;
  readonly limit: number | undefined;
}

const KINDS: readonly Kind[] = [
  {
    title: 'version 2, the group as the root of what is mounted (a container)',
    folder: 'v2',
    self: '0::/\n',
    group: '',
    events: 'memory.events',
    text: EVENTS,
    sizes: { 'memory.max': '536870912\n', 'memory.peak': '536000000\n', 'memory.current': '1000\n' },
    limit: 536870912,
  },
  {
    title: 'version 2, without a limit, under its path',
    folder: 'v2path',
    self: '0::/system.slice/x.service\n',
    group: 'system.slice/x.service',
    events: 'memory.events',
    text: EVENTS,
    sizes: { 'memory.max': 'max\n', 'memory.current': '1000\n' },
    limit: undefined,
  },
  {
    title: 'version 1',
    folder: 'v1',
    self: '9:name=systemd:/\n4:memory:/docker/abc\n3:cpu,cpuacct:/\n0::/\n',
    group: 'memory/docker/abc',
    events: 'memory.oom_control',
    text: CONTROL,
    sizes: { 'memory.limit_in_bytes': '536870912\n', 'memory.max_usage_in_bytes': '9\n' },
    limit: 536870912,
  },
  {
    title: 'version 1 in a container, where the path is that of the host',
    folder: 'v1here',
    self: '4:memory:/docker/abc\n',
    group: 'memory',
    events: 'memory.oom_control',
    text: CONTROL,
    sizes: { 'memory.limit_in_bytes': '9223372036854771712\n' },
    limit: undefined,
  },
];

describe('the counter of the OOM killer', () => {
  for (const { title, folder, self, group, events, text, sizes, limit } of KINDS) {
    test(title, () => {
      const base = join(root, folder);
      write(base, { self });
      write(join(base, 'fs', group), { ...sizes, [events]: text(3) });
      const watch = watchOom(memoryFiles(join(base, 'fs'), join(base, 'self')));
      assert.ok(watch !== null);
      const before = watch.look(true, 0);
      assert.deepEqual([before?.kills, before?.struck, before?.limit], [0, false, limit]);
      write(join(base, 'fs', group), { [events]: text(4) });
      assert.deepEqual(pick(watch.look(true, 1000)), [1, true]);
      // Another one of the same moment, and one that ended otherwise.
      assert.deepEqual(pick(watch.look(true, 2000)), [0, true]);
      assert.deepEqual(pick(watch.look(false, 2000)), [0, false]);
      assert.deepEqual(pick(watch.look(true, 20_000)), [0, false]);
    });
  }

  test('nothing is said where there is no such counter', () => {
    assert.equal(watchOom(memoryFiles(join(root, 'nowhere'), join(root, 'nowhere/self'))), null);
  });
});

function pick(memory: { readonly kills: number; readonly struck: boolean } | null): unknown {
  return memory === null ? null : [memory.kills, memory.struck];
}
