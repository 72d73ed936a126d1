import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_FOUND, takeLauncherNotes } from '../../../src/init/launcherNotes.ts';

/** The environment that Node has, and the one that was before the launcher. */
const CASES: readonly { title: string; now: readonly string[]; message: string; before: readonly string[] }[] = [
  { title: 'what a shell added goes', now: ['A=1', 'PWD=/'], message: '1024\n\x01A=1\x01', before: ['A=1'] },
  {
    title: 'what a shell dropped is back, in its place',
    now: ['A=1', 'B=2'],
    message: '1024\n\x01A=1\x01x.y=3\x01B=2\x01',
    before: ['A=1', 'x.y=3', 'B=2'],
  },
  { title: 'what a shell changed is as it was', now: ['SHLVL=2'], message: '1\x01SHLVL=1\x01', before: ['SHLVL=1'] },
  {
    title: 'a value may hold the separator',
    now: ['A=x\x01B=y\x01', 'C=1'],
    message: '1\x01A=x\x01B=y\x01\x01C=1\x01',
    before: ['A=x\x01B=y\x01', 'C=1'],
  },
  {
    title: 'an environment may be empty of what a shell keeps',
    now: ['PWD=/'],
    message: '1\x01x.y=1\x01',
    before: ['x.y=1'],
  },
  {
    title: 'variables without a name or a value, and twice the same',
    now: ['A=2'],
    message: '1\x01A=1\x01=x\x01A=2\x01B\x01',
    before: ['A=1', '=x', 'A=2', 'B'],
  },
];

for (const { title, now, message, before } of CASES) {
  test(title, () => {
    const { environment } = takeLauncherNotes([
      ...now,
      `TSUPERVISORD_LAUNCH=${message}`,
      'TSUPERVISORD_INIT= 0 0 0 1 2',
    ]);
    assert.deepEqual(environment, before);
  });
}

test('without the launcher nothing is known, and the environment is what it is', () => {
  assert.deepEqual(takeLauncherNotes(['A=1', 'B=']), { environment: ['A=1', 'B='], notes: NOTHING_FOUND });
});

test('where the environment was too large for the message it is what the shell has left of it', () => {
  const { environment, notes } = takeLauncherNotes(['A=1', 'TSUPERVISORD_LAUNCH=unlimited', 'TSUPERVISORD_INIT=']);
  assert.deepEqual(environment, ['A=1']);
  assert.equal(notes.openFilesLimit, -1);
});

test('signals are masks in hexadecimal digits, descriptors numbers', () => {
  const { notes } = takeLauncherNotes([
    'TSUPERVISORD_LAUNCH=321\n\x01',
    'TSUPERVISORD_INIT= 0002000000000800 8000000000000001 0 2 7',
  ]);
  assert.deepEqual(notes, {
    openFilesLimit: 321,
    blockedSignals: (1n << 49n) | (1n << 11n),
    ignoredSignals: (1n << 63n) | 1n,
    descriptors: [0, 2, 7],
  });
});
