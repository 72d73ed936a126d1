import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffConfig } from '../../../src/config/diff.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { surroundings, write } from './surroundings.ts';

const X = 'command=/bin/cat\n';
const FCGI = 'command=a\nsocket=unix:///tmp/s\n';

interface Case {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  /** Options that differ, by group. */
  readonly changed?: Readonly<Record<string, readonly string[]>>;
}

const CASES: readonly Case[] = [
  { title: 'nothing', before: `[program:x]\n${X}`, after: `; c\n[program:x]\n${X}autostart=true\n` },
  {
    title: 'groups that come and go',
    before: `[program:a]\n${X}[program:b]\n${X}`,
    after: `[program:b]\n${X}[program:c]\n${X}`,
    added: ['c'],
    removed: ['a'],
  },
  {
    title: 'options of a program',
    before: `[program:x]\n${X}`,
    after: `[program:x]\ncommand=/bin/dog\nexitcodes=1\nuser=alice\n`,
    changed: { x: ['x.command', 'x.exitcodes', 'x.uid'] },
  },
  {
    title: 'the environment',
    before: `[program:x]\n${X}environment=A="1",B="2"\n`,
    after: `[program:x]\n${X}environment=B="2",A="1"\n`,
  },
  {
    title: 'the environment of the daemon, which programs inherit',
    before: `environment=A="1"\n[program:x]\n${X}`,
    after: `environment=A="2"\n[program:x]\n${X}`,
    changed: { x: ['x.environment'] },
  },
  {
    title: 'an automatic log that gets a file',
    before: `[program:x]\n${X}`,
    after: `[program:x]\n${X}stdout_logfile=/tmp/x\n`,
    changed: { x: ['x.stdout_logfile'] },
  },
  {
    title: 'a log file that becomes automatic',
    before: `[program:x]\n${X}stdout_logfile=/tmp/x\n`,
    after: `[program:x]\n${X}`,
  },
  {
    title: 'the number of processes',
    before: `[program:x]\n${X}process_name=p%(process_num)d\n`,
    after: `[program:x]\n${X}process_name=p%(process_num)d\nnumprocs=2\n`,
    changed: { x: ['processes'] },
  },
  {
    title: 'a variable of all programs',
    before: `[program:x]\n${X}environment_file=/e\n[supervisord]\nenvironment=A=1\n`,
    after: `[program:x]\n${X}environment_file=/e\n[supervisord]\nenvironment=A=1,B=2\n`,
    changed: { x: ['x.environment'] },
  },
  {
    title: 'the kind of a group',
    before: `[program:x]\n${X}`,
    after: `[eventlistener:x]\n${X}events=EVENT\npriority=999\n`,
    changed: { x: ['kind', 'buffer_size', 'events', 'result_handler'] },
  },
  {
    title: 'events, in whatever order they are written',
    before: `[eventlistener:x]\n${X}events=TICK_5,TICK_60\n`,
    after: `[eventlistener:x]\n${X}events=TICK_60,TICK_5\n`,
  },
  {
    title: 'the address of a FastCGI socket',
    before: `[fcgi-program:x]\n${FCGI}`,
    after: `[fcgi-program:x]\ncommand=a\nsocket=tcp://h:1\n`,
    changed: { x: ['socket'] },
  },
  {
    title: 'the mode of a FastCGI socket',
    before: `[fcgi-program:x]\n${FCGI}`,
    after: `[fcgi-program:x]\n${FCGI}socket_mode=0777\n`,
  },
  {
    title: 'the members of a group, by their order',
    before: `[program:a]\n${X}[program:b]\n${X}[group:g]\nprograms=a,b\n`,
    after: `[program:a]\n${X}[program:b]\n${X}[group:g]\nprograms=b,a\n`,
    changed: { g: ['processes'] },
  },
  {
    title: 'the priority, of the group and of its process',
    before: `[program:x]\n${X}`,
    after: `[program:x]\n${X}priority=1\n`,
    changed: { x: ['priority', 'x.priority'] },
  },
];

describe('An update compares', () => {
  for (const { title, before, after, added = [], removed = [], changed = {} } of CASES) {
    test(title, (t) => {
      const load = (text: string) => {
        const result = loadConfig(write(t, `[supervisord]\n${text}`), surroundings());
        assert.ok(result.ok, result.ok ? '' : result.error);
        return result.config;
      };
      const diff = diffConfig(load(before), load(after));
      assert.deepEqual(
        diff.added.map(({ name }) => name),
        added,
      );
      assert.deepEqual(
        diff.removed.map(({ name }) => name),
        removed,
      );
      const options = diff.changed.map((change) => [
        change.group.name,
        change.options.map(({ process, option }) => (process === null ? option : `${process}.${option}`)),
      ]);
      assert.deepEqual(Object.fromEntries(options), changed);
    });
  }
});
