import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startContainer } from './container.ts';
import { build } from './images.ts';
import { mustPodman, noContainers, podman, runOptions } from './podman.ts';

const readme = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../README.md'), 'utf8');

/** The first blocks of the section about containers. */
function fence(language: string): string {
  const text = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(
    readme.slice(readme.indexOf('## In a container')),
  )?.[1];
  assert.ok(text, `README.md has no ${language} block in its section about containers`);
  return text;
}

suite("README's section about containers, word for word", { skip: noContainers, timeout: 900_000 }, () => {
  let image: string;
  before(async () => {
    image = await build('readme', fence('dockerfile'), (context) => {
      writeFileSync(join(context, 'supervisord.conf'), fence('ini'));
    });
  });

  test('nginx answers, its log is the container’s, and docker stop ends with 0', async (t) => {
    const container = await startContainer(t, image);
    const page = await container.waitFor('nginx answers', async () => {
      const { status, stdout } = await container.fromOutside('curl', '-s', '-A', 'a-visitor', 'http://127.0.0.1/');
      return status === 0 && stdout;
    });
    assert.match(page, /Welcome to nginx/);
    assert.match(await container.logs(), /INFO spawned: 'nginx' with pid \d+/);
    assert.match((await container.exec('tsupervisorctl', 'status')).stdout, /^nginx +(RUNNING|STARTING)/);
    const took = await container.stop(10);
    assert.ok(took < 8000, `took ${took} ms`);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
    assert.match(await container.logs(), /stopped: nginx \(exit status 0\)/);
  });

  const entrypoint = (...words: readonly string[]): string =>
    `--entrypoint=${JSON.stringify(['tsupervisord', ...words])}`;

  for (const [title, words, status] of [
    ['its exit status', ['--', 'sh', '-c', 'exit 7'], 7],
    ['the signal that ended it', ['--', 'sh', '-c', 'kill -9 $$'], 137],
    ['a command that does not exist', ['--', 'no-such-command'], 127],
    ['a remapped exit status', ['-e', '7', '--', 'sh', '-c', 'exit 7'], 0],
  ] as const) {
    test(`as the entrypoint of one command: ${title}`, async () => {
      assert.equal((await podman(runOptions('--rm', entrypoint(...words), image))).status, status);
    });
  }

  test('as the entrypoint of one command: streams and environment are its own, orphans are reaped', async () => {
    const script =
      'read line; echo "$line $GREETING $(cat /proc/1/comm)"; (sleep 0.1 &) ; sleep 0.5; grep -l "^State:.Z" /proc/[0-9]*/status; true';
    const options = runOptions('--rm', '-i', '--env=GREETING=hello', entrypoint('--', 'sh', '-c', script), image);
    const shell = `printf 'typed\\n' | exec podman ${['--runtime=runc', '--cgroup-manager=cgroupfs', ...options].map((word) => `'${word}'`).join(' ')}`;
    const { execFileSync } = await import('node:child_process');
    assert.match(
      execFileSync('sh', ['-c', shell], { encoding: 'utf8' }),
      /^typed hello (node|MainThread|tsupervisord)\n$/,
    );
  });

  test('as the entrypoint of one command: docker stop reaches it', async (t) => {
    const waits = ['--', 'sh', '-c', 'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.1; done'];
    const container = await startContainer(t, image, [entrypoint(...waits)]);
    await container.waitFor('it is up', async () => (await container.logs()).includes('up\n'));
    assert.ok((await container.stop(10)) < 8000);
    assert.match(await container.logs(), /bye/);
    assert.equal(await container.inspect('.State.ExitCode'), '3');
  });

  test('as the entrypoint of one command: --keep leaves the container up after a failure', async (t) => {
    const fails = ['--keep', '--', 'sh', '-c', 'echo no database >&2; exit 4'];
    const container = await startContainer(t, image, [entrypoint(...fails)]);
    await container.waitFor('it says what happened', async () => /exit status 4/i.test(await container.logs()));
    assert.equal(await container.inspect('.State.Running'), 'true');
    const { stdout } = await container.exec('tsupervisorctl', 'why');
    assert.match(stdout, /exit status 4/i);
    await mustPodman(['stop', '--time=10', container.name]);
    assert.equal(await container.inspect('.State.ExitCode'), '4');
  });
});
