import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { oursConfig } from '../helpers/oursConfig.ts';
import { asPid1, noNamespace } from '../helpers/pidNamespace.ts';
import { waitFor } from '../helpers/waitFor.ts';

const skip = noNamespace;

/** Leaves `sh -c "$1"` behind as an orphan: the one in between ends at once. */
const orphan = (script: string): string => `sh -c 'sh -c "sh -c \\"sleep 0.3; ${script}\\" &"; exec sleep 1000'`;

const ENDS = [
  ['exit 0', 'exit status 0'],
  ['exit 3', 'exit status 3'],
  ['kill -KILL \\\\$\\\\$', 'terminated by SIGKILL'],
] as const;

for (const [script, how] of ENDS) {
  test(`an orphan that ends by "${how}" is reaped with the line of the reference`, {
    skip,
    timeout: 60_000,
  }, async () => {
    await asPid1(
      { config: oursConfig({ maker: `command=${orphan(script)}` }) },
      async ({ daemon, zombies, signal }) => {
        const { level, text } = await daemon.waitLog(/^reaped unknown pid/);
        assert.match(`${level} ${text}`, new RegExp(`^INFO reaped unknown pid \\d+ \\(${how}\\)$`));
        assert.deepEqual(zombies(), []);
        signal('SIGTERM');
        assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
      },
    );
  });
}

const MANY = 2000;

/** Each waits for the gate to open; none needs a program of its own. The parents in between are gone before. */
const BURST = `#!/bin/sh
mkfifo {dir}/gate
i=0
while [ $i -lt ${MANY} ]; do
  ( (read x < {dir}/gate) & )
  i=$((i+1))
done
echo all there
exec sleep 1000
`;

test(`a burst of ${MANY} orphans that end together is reaped to the last one`, { skip, timeout: 300_000 }, async () => {
  const options = {
    config: oursConfig({ maker: 'command=/bin/sh {dir}/burst.sh', other: 'command=sleep 1000' }),
    files: { 'burst.sh': BURST },
  };
  await asPid1(options, async ({ daemon, zombies, signal }) => {
    await waitFor('all orphans', () => daemon.sandbox.read('maker.out')?.includes('all there'), {
      within: 180_000,
      every: 100,
    });
    // Whoever opens the writing end lets all of them through; closing it is their end of file.
    closeSync(openSync(daemon.sandbox.path('gate'), 'w'));
    await waitFor('a line for each of them', () => reaped(daemon.log()) >= MANY, {
      within: 60_000,
      every: 100,
      state: () => `${reaped(daemon.log())} lines`,
    });
    assert.equal(reaped(daemon.log()), MANY);
    assert.deepEqual(zombies(), []);
    assert.deepEqual(
      daemon.log().filter(({ text }) => text.startsWith('exited')),
      [],
    );
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
  });
});

function reaped(log: readonly { readonly text: string }[]): number {
  return log.filter(({ text }) => text.startsWith('reaped unknown pid')).length;
}

test('a program that goes into the background by itself has exited; what it left behind is reaped later', {
  skip,
  timeout: 60_000,
}, async () => {
  const command = `command=sh -c 'setsid sh -c "sleep 1000 & echo \\$! > {dir}/left" & sleep 1.5; exit 0'\nautorestart=false`;
  await asPid1({ config: oursConfig({ background: command }) }, async ({ daemon, members, zombies, signal }) => {
    await daemon.waitLog(/^exited: background \(exit status 0; expected\)/);
    await waitFor('the one left behind alone with the daemon', () => members().length === 2);
    execFileSync('nsenter', [
      '-t',
      String(members().at(0)),
      '-p',
      '-m',
      'kill',
      (daemon.sandbox.read('left') ?? '').trim(),
    ]);
    await daemon.waitLog(/^reaped unknown pid \d+ \(terminated by SIGTERM\)/);
    assert.deepEqual(zombies(), []);
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
  });
});
