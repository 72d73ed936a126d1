import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startContainer } from './container.ts';
import { exampleImage } from './images.ts';
import { observe, type Trial } from './movingIn/observe.ts';
import { after, before, RECIPE, type Swap } from './movingIn/swap.ts';
import { noContainers } from './podman.ts';

/** Dockerfiles of the kinds that public repositories have, with Supervisor and after the swap, which is all that changes. */
const TRIALS: readonly (Swap & Trial & { readonly title: string; readonly rare?: true })[] = [
  {
    title: 'nginx and php-fpm; the command is /usr/bin/supervisord, the file is that of Debian’s package',
    folder: 'nginxPhpFpm',
    runs: 2,
    use: async ({ fromOutside }) => (await fromOutside('curl', '-s', 'http://127.0.0.1/')).stdout,
    stop: 20,
  },
  {
    title: 'Redis and workers; a script that ends in exec supervisord, %(ENV_x)s, supervisorctl in HEALTHCHECK',
    folder: 'redisWorker',
    runs: 4,
    use: async ({ exec, healthcheck }) => [
      (await healthcheck()).status,
      (await exec('supervisorctl', 'stop', 'background:*')).stdout.split('\n').sort(),
      await exec('supervisorctl', 'status', 'redis', 'background:worker_01').then(({ status }) => status),
      (await healthcheck()).status,
      await exec('/entrypoint.sh', 'id', '-u'),
    ],
    stop: 20,
  },
  {
    title:
      'sshd and cron; pip install, a script of cron that calls /usr/local/bin/supervisorctl, the log on /dev/stdout',
    folder: 'sshdCron',
    runs: 3,
    config: '/etc/supervisord.conf',
    use: async ({ exec }) => [
      await exec('env', '-i', 'PATH=/usr/bin:/bin', '/etc/cron.daily/rotate'),
      await exec('supervisorctl', '-c', '/etc/supervisord.conf', 'tail', 'ticker'),
    ],
    stop: 20,
  },
  {
    title: 'event listeners in Python and in the shell, of which one ends the container when a program is given up',
    folder: 'listeners',
    rare: true,
    keeps: true,
    runs: 4,
    use: ({ exec }) => exec('touch', '/tmp/fail'),
    stop: 'ends',
  },
  {
    title: 'rsyslog and a tail of its file on /dev/fd/1; supervisorctl in a script; CMD goes through a shell',
    folder: 'syslogTail',
    rare: true,
    runs: 3,
    use: ({ exec }) => exec('/usr/local/bin/stop.sh'),
    stop: 3,
  },
  {
    title: 'the script in /etc/init.d starts the daemon in the background',
    folder: 'initScript',
    rare: true,
    keeps: true,
    runs: 1,
    use: async ({ exec }) => [
      await exec('service', 'supervisor', 'status'),
      await exec('service', 'supervisor', 'stop'),
      (await exec('service', 'supervisor', 'status')).status,
    ],
    stop: 1,
  },
];

/** Each takes more than a minute, most of it for the images. */
const SOME = process.env.MOVING_IN === 'all' ? false : 'MOVING_IN=all runs it as well';

suite('moving in from Supervisor: status, processes, log and end are as before', {
  skip: noContainers,
  timeout: 900_000,
  concurrency: 2,
}, () => {
  for (const trial of TRIALS) {
    test(trial.title, { skip: trial.rare && SOME }, async (t) => {
      const theirs = await observe(t, await before(trial), trial);
      const ours = await observe(t, await after(trial), trial);
      assert.deepEqual(ours.seen, theirs.seen);
      assert.ok(ours.took < theirs.took + 2000, `the stop took ${ours.took} ms instead of ${theirs.took}`);
    });
  }

  test('examples/moving-in comes up', async (t) => {
    const container = await startContainer(t, await exampleImage('moving-in'));
    await container.waitFor('nginx runs', async () =>
      / RUNNING /.test((await container.exec('/usr/bin/supervisorctl', 'status')).stdout),
    );
    await container.stop(10);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
  });
});

test("README's recipe is that of examples/moving-in", () => {
  const readme = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('\n## Moving in'), readme.indexOf('\n## What differs'));
  const [, block] = /^```dockerfile\n([\s\S]*?)^```$/m.exec(section) ?? [];
  assert.ok(block !== undefined, 'README.md has none');
  assert.ok(block.includes(RECIPE.stage), 'the stage is another one');
  assert.ok(block.includes(RECIPE.line), 'the line is another one');
});
