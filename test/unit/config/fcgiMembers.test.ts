import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffConfig } from '../../../src/config/diff.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { surroundings, write } from './surroundings.ts';

const HEAD = '[supervisord]\n[program:web]\ncommand=a\n[group:g]\nprograms=web,php\n';
const PHP = '[fcgi-program:php]\ncommand=b\nnumprocs=2\nprocess_name=php_%(process_num)d\n';

const load = (t: Parameters<typeof write>[0], text: string) => {
  const result = loadConfig(write(t, text), surroundings());
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.config;
};

test('A FastCGI program that a group names keeps its socket there', (t) => {
  const { groups, warnings } = load(t, `${HEAD}${PHP}socket=unix:///run/%(program_name)s.sock\nsocket_mode=0660\n`);
  const [group] = groups;
  assert.equal(groups.length, 1);
  assert.equal(group?.kind, 'program');
  assert.deepEqual(group.sockets, [
    { socket: { url: 'unix:///run/php.sock', backlog: null, owner: null, mode: 0o660 }, processes: ['php_0', 'php_1'] },
  ]);
  assert.deepEqual(warnings, []);
});

test('Groups without any have no sockets', (t) => {
  const { groups } = load(t, '[supervisord]\n[program:a]\ncommand=a\n[group:g]\nprograms=a\n');
  assert.ok(groups.every((group) => !('sockets' in group)));
});

const WRONG: readonly (readonly [title: string, keys: string, warning: string])[] = [
  ['no socket', '', '[fcgi-program:php] section requires a "socket" line'],
  [
    'a path that is not absolute',
    'socket=unix://x\n',
    `('Unix socket path %s is not an absolute path', 'x') in [fcgi-program:php] socket`,
  ],
];

for (const [title, keys, warning] of WRONG) {
  test(`What the reference does not look at there is a warning: ${title}`, (t) => {
    const { groups, warnings } = load(t, HEAD + PHP + keys);
    assert.ok(!('sockets' in (groups[0] ?? {})));
    assert.deepEqual(warnings, [`${warning}; its processes in a group run without a socket`]);
  });
}

test('A terminal has no place where the socket is, which is a warning', (t) => {
  const { groups, warnings } = load(t, `${HEAD}${PHP}socket=unix:///a\npty=true\n`);
  assert.deepEqual(new Set(groups[0]?.processes.map(({ pty }) => pty)), new Set([false]));
  assert.deepEqual(warnings, ['[fcgi-program:php] pty has no effect: its standard input is the socket']);
});

test('An update notices another address, or that there is a socket now, and no other change', (t) => {
  const socket = (keys: string) => load(t, HEAD + PHP + keys);
  const changes = (before: string, after: string) =>
    diffConfig(socket(before), socket(after)).changed.flatMap(({ options }) => options.map(({ option }) => option));
  assert.deepEqual(changes('socket=unix:///a\n', 'socket=unix:///b\n'), ['sockets']);
  assert.deepEqual(changes('', 'socket=unix:///b\n'), ['sockets']);
  assert.deepEqual(changes('socket=unix:///a\n', ''), ['sockets']);
  assert.deepEqual(changes('socket=unix:///a\n', 'socket=unix:///a\nsocket_mode=0777\nsocket_backlog=3\n'), []);
});
