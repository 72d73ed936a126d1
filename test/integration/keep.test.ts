import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Scene } from '../../src/scene/record.ts';
import { OURS, ROOT } from '../helpers/flavour.ts';
import { noNamespace } from '../helpers/pidNamespace.ts';
import { waitFor } from '../helpers/waitFor.ts';

const dir = mkdtempSync(join(tmpdir(), 'tsv-keep-'));
after(() => rmSync(dir, { recursive: true, force: true }));

interface Kept {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly scenes: string;
  /** Until it says that it stays. */
  stays(): Promise<void>;
  ended(): Promise<number | null>;
}

let count = 0;

function start(args: readonly string[], wrap: readonly string[] = [], scenes = join(dir, `scenes${count++}`)): Kept {
  const [file = '', ...words] = [...wrap, OURS, ...args];
  const env = { PATH: process.env.PATH ?? '', API_TOKEN: 'hunter22', TSUPERVISORD_SCENE_DIR: scenes };
  const child = spawn(file, words, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const stderr = (): string => text;
  return {
    child,
    stderr,
    scenes,
    stays: async () =>
      void (await waitFor('the word that it stays', () => /The container stays up/.test(text), { state: stderr })),
    ended: async () => ((await exit) as [number | null])[0],
  };
}

function why(scenes: string, ...words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH ?? '', TSUPERVISORD_SCENE_DIR: scenes };
  const args = ['-s', `unix://${dir}/nobody.sock`, 'why', ...words];
  return new Promise((resolve) => {
    execFile(join(ROOT, 'dist/tsupervisorctl.cjs'), args, { cwd: dir, env }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

interface Case {
  readonly title: string;
  readonly command: readonly string[];
  readonly says: RegExp;
  readonly status: number;
}

const CASES: readonly Case[] = [
  {
    title: 'a status',
    command: ['sh', '-c', 'exit 3'],
    says: /^tsupervisord: sh: It ended by itself with exit status 3\. What it said stands in the log of the container\.$/m,
    status: 3,
  },
  {
    title: 'a signal',
    command: ['sh', '-c', 'kill -SEGV $$'],
    says: /^tsupervisord: sh: It crashed: .*segmentation fault/m,
    status: 139,
  },
  {
    title: 'a status of a shell',
    command: ['sh', '-c', 'foobar'],
    says: /^tsupervisord: sh: A command that it calls was not found \(exit status 127\)\.$/m,
    status: 127,
  },
  {
    title: 'a command that is not there',
    command: ['/nowhere/app'],
    says: /^tsupervisord: app: It could not be run: \/nowhere\/app: there is no such file\./m,
    status: 127,
  },
  {
    title: 'a command that may not be run',
    command: [dir],
    says: /^tsupervisord: .*It could not be run: .*: it is a directory\. Name a program\.$/m,
    status: 126,
  },
];

describe('--keep', { concurrency: 3, timeout: 60_000 }, () => {
  for (const { title, command, says, status } of CASES) {
    test(`after ${title} it says why, stays until a signal comes, and exits with ${status}`, async () => {
      const kept = start(['--keep', '--', ...command]);
      await kept.stays();
      assert.match(kept.stderr(), says);
      assert.match(
        kept.stderr(),
        new RegExp(`until a signal ends it \\(--keep\\), then exits with status ${status}\\.`),
      );
      kept.child.kill('SIGWINCH');
      assert.equal(kept.child.exitCode, null);
      kept.child.kill('SIGTERM');
      assert.equal(await kept.ended(), status);
    });
  }

  test('the record is there for tsupervisorctl why, and has no secrets in it', async () => {
    const kept = start(['--keep', '--', 'sh', '-c', 'echo x > hs_err_pid1.log; exit 4']);
    await kept.stays();
    assert.match(kept.stderr(), /^tsupervisord: {3}.*hs_err_pid1\.log \(crash report of Java, 2 bytes, /m);
    const said = await why(kept.scenes);
    assert.match(said.stderr, /nobody\.sock does not answer; this is from .*scenes\d+:\n$/);
    assert.match(said.stdout, /^sh: It ended by itself with exit status 4\./);
    assert.match(said.stdout, /^Output: It was not kept here: it stands in the log of the container\.$/m);
    const scene = JSON.parse((await why(kept.scenes, '--json', 'sh')).stdout) as Scene;
    assert.equal(scene.environment.API_TOKEN, '***');
    assert.equal(scene.environment.TSUPERVISORD_LAUNCH, undefined);
    assert.deepEqual(scene.argv, ['sh', '-c', 'echo x > hs_err_pid1.log; exit 4']);
    kept.child.kill('SIGINT');
    assert.equal(await kept.ended(), 4);
    const [file = ''] = readdirSync(kept.scenes);
    assert.doesNotMatch(readFileSync(join(kept.scenes, file), 'utf8'), /hunter22/);

    const again = start(['--keep=0.2', '--', 'sh', '-c', 'exit 5'], [], kept.scenes);
    assert.equal(await again.ended(), 5);
    assert.match((await why(kept.scenes)).stdout, /Failures before:\n.*exit status 4/);
  });

  test('with a duration it ends by itself', async () => {
    const kept = start(['--keep=1s', '--', 'false']);
    await kept.stays();
    const begin = performance.now();
    assert.match(kept.stderr(), /The container stays up for 1 s or until a signal ends it \(--keep\)/);
    assert.equal(await kept.ended(), 1);
    assert.ok(performance.now() - begin > 700);
  });

  for (const [title, script, signal, status] of [
    ['success', 'exit 0', null, 0],
    ['an end by a signal that was forwarded', 'echo up; sleep 20', 'SIGHUP', 129],
    [
      'an end after SIGTERM, whatever its status',
      'trap "exit 1" TERM; echo up; while :; do sleep 0.1; done',
      'SIGTERM',
      1,
    ],
    ['a status that is remapped', 'exit 9', null, 0],
  ] as const) {
    test(`${title} is no failure to stay for`, async () => {
      const kept = start(['--group', '--remap-exit=9', '--keep', '--', 'sh', '-c', script]);
      if (signal !== null) {
        await once(kept.child.stdout ?? assert.fail(), 'data');
        kept.child.kill(signal);
      }
      assert.equal(await kept.ended(), status);
      assert.doesNotMatch(kept.stderr(), /tsupervisord/);
      assert.equal(existsSync(kept.scenes), false);
    });
  }

  test('where no record can be written it is said, and it stays all the same', async () => {
    writeFileSync(join(dir, 'in the way'), '');
    const kept = start(['--keep', '--', 'false'], [], join(dir, 'in the way', 'scenes'));
    await kept.stays();
    assert.match(
      kept.stderr(),
      /^tsupervisord: no record can be kept in .*: ENOTDIR .*TSUPERVISORD_SCENE_DIR names another/m,
    );
    kept.child.kill('SIGTERM');
    assert.equal(await kept.ended(), 1);
  });

  test('as PID 1 orphans are reaped meanwhile', { skip: noNamespace }, async () => {
    const script = '(sleep 0.8; echo gone) & exit 2';
    const kept = start(
      ['--warn-on-reap', '--keep=20', '--', 'sh', '-c', script],
      ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'],
    );
    await kept.stays();
    await waitFor('the orphan', () => /reaped orphan \d+ \(exit status 0\)/.test(kept.stderr()), {
      state: kept.stderr,
    });
    kept.child.kill('SIGKILL');
    await kept.ended();
  });
});
