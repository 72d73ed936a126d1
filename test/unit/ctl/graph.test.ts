import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphCondition, GraphNode } from '../../../src/ctl/api.ts';
import { criticalChain } from '../../../src/ctl/graph/chain.ts';
import { dot, draw } from '../../../src/ctl/graph/draw.ts';

type Times = Partial<GraphNode['times']>;

function node(
  namespec: string,
  on: readonly [string, GraphCondition][],
  times: Times,
  more: Partial<GraphNode> = {},
): GraphNode {
  return {
    namespec,
    condition: 'RUNNING',
    state: 'RUNNING',
    waiting_for: '',
    depends_on: on.map(([name, condition]) => ({ name, condition, come: true, processes: [name] })),
    times: { waiting: -1, spawned: -1, started: -1, ready: -1, healthy: -1, done: -1, ...times },
    ...more,
  };
}

const DB = node('db', [], { spawned: 0, started: 1000, ready: 1500 });
const CACHE = node('cache', [], { spawned: 0, started: 1010 });
const PHP = node('php', [['db', 'ready']], { spawned: 1500, started: 2500, ready: 1700 });
const WEB = node(
  'web',
  [
    ['php', 'ready'],
    ['cache', 'started'],
    ['db', 'started'],
  ],
  { spawned: 1700, started: 2750 },
);

test('the critical chain goes along what had to be waited for the longest', () => {
  assert.deepEqual(criticalChain([DB, CACHE, PHP, WEB]), [
    { namespec: 'web', condition: null, at: 2750, took: 1050 },
    { namespec: 'php', condition: 'ready', at: 1700, took: 200 },
    { namespec: 'db', condition: 'ready', at: 1500, took: 1500 },
  ]);
});

test('while something still waits there is no chain', () => {
  const late = node('late', [['web', 'healthy']], { waiting: 1 }, { state: 'STOPPED', waiting_for: 'web:healthy' });
  assert.deepEqual(criticalChain([DB, CACHE, PHP, WEB, late]), []);
});

test('what has been drawn once is not drawn again', () => {
  const other = node('other', [['php', 'started']], { spawned: 2500, started: 2600 });
  assert.deepEqual(draw([DB, CACHE, PHP, WEB, other]).slice(0, 7), [
    'web               RUNNING',
    '  php:ready       RUNNING',
    '    db:ready      RUNNING',
    '  cache:started   RUNNING',
    '  db:started      RUNNING',
    'other             RUNNING',
    '  php:started     RUNNING (see above)',
  ]);
});

test('a group that is gone is shown as such', () => {
  const web = { ...node('web', [], {}), depends_on: [{ name: 'gone', condition: 'done', come: false, processes: [] }] };
  assert.deepEqual(draw([web as GraphNode]), ['web           RUNNING', '  gone:done   is not there']);
});

test('names are quoted for Graphviz, and what has not come is dashed', () => {
  const web = node('w"eb', [], {});
  const on = { name: 'db', condition: 'ready' as const, come: false, processes: ['db'] };
  const lines = dot([{ ...web, depends_on: [on] }, DB]);
  assert.ok(lines.includes('  "w\\"eb" [label="w\\"eb\\nRUNNING"];'));
  assert.ok(lines.includes('  "w\\"eb" -> "db" [label=ready, style=dashed];'));
});
