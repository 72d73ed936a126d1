import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Container, startContainer } from './container.ts';
import { build, withPackages } from './images.ts';
import { RECIPE, SERVICES } from './movingIn/swap.ts';
import { noContainers } from './podman.ts';

const here = dirname(fileURLToPath(import.meta.url));
const CONFIG = join(here, '../../examples/baseimage/supervisord.conf');

suite('examples/baseimage in an image with the layout of baseimage-docker', {
  skip: noContainers,
  timeout: 900_000,
}, () => {
  let image: string;
  before(async () => {
    const dockerfile = readFileSync(join(here, 'baseimage/Dockerfile'), 'utf8');
    const text = `${RECIPE.stage}${dockerfile}${RECIPE.line}COPY supervisord.conf /etc/\nCMD ["tsupervisord", "-n"]\n`;
    const fill = (context: string): void => {
      cpSync(join(here, 'baseimage'), context, { recursive: true });
      cpSync(CONFIG, join(context, 'supervisord.conf'));
    };
    image = await build('baseimage', text, fill, await withPackages('services', SERVICES));
  });

  test('scripts run first, services see what they leave, logs are forwarded, and shutdown scripts come last', async (t) => {
    const container = await startContainer(t, image, ['--env=FROM_DOCKER=yes']);
    const said = 'app-log: app: hello from yes in /etc/service/app';
    await container.waitFor('the line of the service in syslog', async () =>
      (await container.exec('cat', '/var/log/syslog')).stdout.includes(said),
    );
    assert.deepEqual(await commands(container), [
      '/usr/sbin/cron -f',
      'logger -t app-log',
      'rsyslogd -i /run/rsyslogd.pid',
      'sleep 1000',
      'sleep infinity',
    ]);
    assert.ok((await container.stop(20)) < 10_000);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
    const log = await container.logs();
    assert.match(log, /^app finish -1 15$/m);
    assert.match(log, /^post shutdown: syslog is told$/m);
    assert.match(log, /stopped: app [\s\S]*stopped: app-log [\s\S]*stopped: shutdown /);
  });

  test('a script that fails ends the container with its status', async (t) => {
    const container = await startContainer(t, image, ['--volume=/bin/false:/etc/my_init.d/20-wrong:ro']);
    assert.equal(await container.ended(), 1);
    assert.doesNotMatch(await container.logs(), /spawned: '(app|cron)'/);
  });
});

async function commands(container: Container): Promise<string[]> {
  const script = 'for each in /proc/[0-9]*/cmdline; do tr "\\\\0" " " <$each; echo; done';
  const lines = (await container.exec('sh', '-c', script)).stdout.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/tsupervisord|cmdline|^tr /.test(line)).sort();
}
