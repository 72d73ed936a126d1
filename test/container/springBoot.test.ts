import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Container, startContainer } from './container.ts';
import { noContainers } from './podman.ts';
import { type SpringBoot, springBoot } from './springBoot/image.ts';

const GOOD = ['--env=DB_URL=jdbc:h2:mem:x', '--env=SPRING_PROFILES_ACTIVE=prod', '--env=DB_PASSWORD=sesame'];

/** One second instead of ten until it counts as up, and no long waits between the attempts. */
const quick = (config: string): string => config.replace('startsecs=10', 'startsecs=1\nstartretries=1');

suite('examples/spring-boot-sshd in a container', { skip: noContainers, timeout: 900_000 }, () => {
  let example: SpringBoot;
  before(async () => {
    example = await springBoot();
  });
  after(() => example?.remove());

  test('it comes up healthy, its log has whole lines, ssh sees the environment, and it stops in order', async (t) => {
    const container = await startContainer(t, example.image, GOOD);
    await container.waitFor('the application is up', async () => (await container.logs()).includes('Started App'));
    await container.waitFor(
      'HEALTHCHECK turns healthy',
      async () => (await container.exec('tsupervisorctl', 'health')).status === 0,
    );
    await container.waitFor('podman sees it', async () => {
      await container.healthcheck();
      return (await container.inspect('.State.Health.Status')) === 'healthy';
    });
    await wholeLines(container);
    await loggedIn(container, example.key);
    assert.ok((await container.stop(30)) < 20_000);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
    const log = await container.logs();
    assert.match(log, /app \| Graceful shutdown complete/);
    assert.match(log, /stopped: app \(exit status 143\)/);
  });

  test('a start that fails leaves the container up, and what happened can be asked for', async (t) => {
    const container = await startContainer(t, example.image, ['--env=DB_PASSWORD=sesame', example.configured(quick)]);
    await container.waitFor('it is given up', async () =>
      (await container.logs()).includes('gave up: app entered FATAL'),
    );
    const { stdout, status } = await container.exec('tsupervisorctl', 'status', 'app');
    assert.match(stdout, /^app +FATAL +Exited too quickly/);
    assert.equal(status, 3);
    assert.match(await container.logs(), /^app \| APPLICATION FAILED TO START$/m);
    const why = (await container.exec('tsupervisorctl', 'why', 'app')).stdout;
    assert.match(why, /exit status 1/i);
    assert.match(why, /APPLICATION FAILED TO START/);
    assert.match(why, /Failed to configure a DataSource: 'url' attribute is not specified\./);
    assert.doesNotMatch(why, /sesame/);
    assert.equal(await container.inspect('.State.Running'), 'true');
  });

  test('with exit_on=fatal the container ends with the status of the program', async (t) => {
    const ending = example.configured((config) => quick(config).replace(';exit_on=fatal', 'exit_on=fatal'));
    const container = await startContainer(t, example.image, [ending]);
    assert.equal(await container.ended(), 1);
    assert.match(await container.logs(), /^app \| APPLICATION FAILED TO START$/m);
  });

  test('a program that the OOM killer ended is named as such', async (t) => {
    const eats = 'x=x; while :; do x=$x$x; done';
    const hungry = example.configured((config) => quick(config).replace(/command=java .*/, `command=sh -c '${eats}'`));
    const container = await startContainer(t, example.image, ['--memory=200m', '--memory-swap=200m', hungry]);
    await container.waitFor('it is killed', async () =>
      (await container.logs()).includes('(terminated by SIGKILL; not expected)'),
    );
    const why = (await container.exec('tsupervisorctl', 'why', 'app')).stdout;
    assert.match(why, /SIGKILL/);
    assert.match(why, /OOM killer/i);
  });

  test('a program that ignores TERM has what is left of the budget, and the container ends with 0', async (t) => {
    const stubborn = example.configured((config) =>
      config
        .replace('shutdown_timeout=55', 'shutdown_timeout=4')
        .replace(/command=java .*/, `command=sh -c 'trap "" TERM; echo ready; while :; do sleep 1; done'`),
    );
    const container = await startContainer(t, example.image, [stubborn]);
    await container.waitFor('it is up', async () => (await container.logs()).includes('app | ready'));
    const took = await container.stop(10);
    assert.ok(took < 8000, `took ${took} ms`);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
    assert.match(await container.logs(), /stopped: app \(terminated by SIGKILL\)/);
  });
});

/** Every line has its program's name in front, and none stands within another. */
async function wholeLines(container: Container): Promise<void> {
  const lines = (await container.logs()).split('\n');
  assert.ok(lines.includes('app |  :: Spring Boot ::                (v3.3.4)'), lines.join('\n'));
  assert.ok(lines.includes('app | Started App in 1.234 seconds'));
  assert.ok(lines.some((line) => line.startsWith('sshd | Server listening on ')));
  assert.deepEqual(
    lines.filter(
      (line) =>
        !/^(app|sshd) \| |^\d{4}-[-0-9]+ [:,0-9]+ [A-Z]+ |^Supervisord is running as root |^$/.test(line) ||
        /.(app|sshd) \| /.test(line),
    ),
    [],
  );
}

async function loggedIn(container: Container, key: string): Promise<void> {
  const options = [
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'BatchMode=yes',
    '-i',
    key,
  ];
  const shown = await container.waitFor('ssh logs in', async () => {
    const { status, stdout } = await container.fromOutside('ssh', ...options, 'dev@127.0.0.1', 'env');
    return status === 0 && stdout;
  });
  assert.match(shown, /^SPRING_PROFILES_ACTIVE=prod$/m);
  assert.doesNotMatch(shown, /sesame/);
}
