import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Daemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import { asPid1 } from '../helpers/pidNamespace.ts';
import type { FileSpec } from '../helpers/sandbox.ts';
import { type Inside, insideOf, noShelter, shelter } from '../helpers/shelter.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** The examples as they are, as the first process of a container would have them. */
interface Example {
  readonly folder: string;
  /** Programs that must be installed for it. */
  readonly needs: readonly string[];
  /** What stands in for programs that it would have in its image. */
  readonly standIns?: readonly string[];
  /** Shell commands that do what its Dockerfile does; the example is in `$example`, its place /srv/app. */
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly edit?: (config: string) => string;
  /** Programs that are up, and those that have been once. */
  readonly runs: readonly string[];
  readonly done?: readonly string[];
  readonly works: (inside: Inside, daemon: Daemon) => Promise<void>;
  /** In the order in which they are stopped. */
  readonly stops: readonly RegExp[];
}

const EXAMPLES: readonly Example[] = [
  {
    folder: 'quickstart',
    needs: [],
    image: '',
    edit: (config) => config.replaceAll('%(here)s', join(ROOT, 'examples/quickstart')),
    runs: ['worker_0', 'worker_1', 'web'],
    done: ['setup'],
    works: async (inside, daemon) => {
      await answer(inside, 'http://127.0.0.1:8095/', /^Hello from process \d+$/m);
      inside('curl -s http://127.0.0.1:8095/crash');
      await daemon.waitLog(/^success: web /, 2);
      await answer(inside, 'http://127.0.0.1:8095/', /^Hello from process \d+$/m);
      assert.match(daemon.stdout(), /^setup: done once, in \/.*quickstart$/m);
    },
    stops: [
      /^stopped: worker_\d \(exit status 0\)/,
      /^stopped: worker_\d \(exit status 0\)/,
      /^stopped: web \(exit status 0\)/,
    ],
  },
  {
    folder: 'nginx-php-fpm-cron',
    needs: ['/usr/sbin/nginx', '/usr/sbin/php-fpm8.2', '/usr/sbin/cron'],
    image: `rm -f /etc/nginx/sites-enabled/default
cp $example/nginx-site.conf /etc/nginx/conf.d/site.conf
cp $example/php-pool.conf /etc/php/8.2/fpm/pool.d/zz-container.conf
cp $example/crontab /etc/cron.d/example
mkdir /srv/www && cp $example/index.php /srv/www/`,
    runs: ['nginx', 'php-fpm', 'cron'],
    works: async (inside, daemon) => {
      await answer(inside, 'http://127.0.0.1/', /It works[\s\S]*PHP 8/);
      await waitFor("nginx's line in the log", () => daemon.stdout().includes('"GET / HTTP/1.1" 200'));
      await waitFor("PHP's line in the log", () => daemon.stderr().includes('index.php was asked for /'));
    },
    stops: [/^stopped: nginx \(exit status 0\)/, /^stopped: cron /, /^stopped: php-fpm \(exit status 0\)/],
  },
  {
    folder: 'laravel-queue',
    needs: ['/usr/bin/php'],
    image: `cp ${fixture('artisan')} /srv/app/
mkdir /etc/supervisord.d && cp $example/horizon.conf /etc/supervisord.d/`,
    runs: ['queue_00', 'queue_01', 'schedule', 'horizon'],
    done: ['migrate'],
    works: async (inside, daemon) => {
      await waitFor('both workers', () => /queue_00 works at queue:work[\s\S]*queue_01 works/.test(inOrder(daemon)));
      assert.match(daemon.stdout(), /^migrate \| migrated as www-data$/m);
      assert.ok(inside('{ctl} restart --rolling "queue:*"')?.includes('started'));
      assert.equal(inside('ps -o user= -p $(pgrep -f queue:work | head -n 1)')?.trim(), 'www-data');
    },
    stops: [
      /^stopped: schedule \(terminated by SIGTERM\)/,
      /^stopped: queue_0\d \(exit status 0\)/,
      /^stopped: queue_0\d \(exit status 0\)/,
      /^stopped: horizon \(exit status 0\)/,
    ],
  },
  {
    folder: 'django-celery',
    needs: ['/usr/bin/redis-server'],
    standIns: ['python3', 'gunicorn', 'celery'],
    image: `cp -r $example/manage.py $example/shop /srv/app/
mkdir {dir}/redis && chown redis: {dir}/redis && mount --bind {dir}/redis /var/lib/redis`,
    runs: ['redis', 'web', 'worker', 'beat'],
    done: ['migrate'],
    works: async (inside, daemon) => {
      await answer(inside, 'http://127.0.0.1:8000/healthz', /UP/);
      assert.match(daemon.stdout(), /^migrate \| python3 manage\.py migrate --no-input$/m);
      assert.match(daemon.stdout(), /^worker \| celery -A shop worker --loglevel=info --concurrency=2$/m);
      assert.match(inside('{ctl} graph') ?? '', /web[\s\S]*redis/);
    },
    stops: [
      /^stopped: beat \(exit status 0\)/,
      /^stopped: worker \(exit status 0\)/,
      /^stopped: web \(exit status 0\)/,
      /^stopped: redis \(exit status 0\)/,
    ],
  },
  {
    folder: 'spring-boot-sshd',
    needs: ['/usr/sbin/sshd'],
    standIns: ['java'],
    image: `echo 'app:x:990:65534::/srv/app:/usr/sbin/nologin' >> /etc/passwd
rm -f /etc/ssh/ssh_host_*
cp $example/sshd.conf /etc/ssh/sshd_config.d/container.conf`,
    env: { GREETING: 'hello', DB_PASSWORD: 'secret' },
    // Ten seconds that a JVM may take, and this one does not.
    edit: (config) => config.replace('startsecs=10', 'startsecs=1'),
    runs: ['app', 'sshd'],
    works: async (inside) => {
      await answer(inside, 'http://127.0.0.1:8080/actuator/health', /UP/);
      const greeting = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/22 && head -n 1 <&3'";
      await waitFor('a greeting', () => inside(greeting)?.startsWith('SSH-2.0-'));
      assert.match(inside('cat /etc/environment') ?? '', /^GREETING="?hello"?$/m);
      assert.doesNotMatch(inside('cat /etc/environment') ?? '', /secret/);
    },
    stops: [/^stopped: sshd /, /^stopped: app \(exit status 143\)/],
  },
  {
    folder: 'node-cluster',
    needs: [],
    image: 'cp $example/*.mjs /srv/app/',
    runs: ['web', 'worker'],
    works: async (inside, daemon) => {
      await answer(inside, 'http://127.0.0.1:3000/', /^Hello from process \d+$/m);
      inside('curl -s http://127.0.0.1:3000/crash');
      await waitFor('another process', () => /^web \| process \d+ ended \(1\), another one/m.test(daemon.stdout()));
      await answer(inside, 'http://127.0.0.1:3000/', /^Hello from process \d+$/m);
      inside('curl -s -X POST http://127.0.0.1:3000/jobs');
      await waitFor('a job', () => /^worker \| job done: left at 20/m.test(daemon.stdout()));
    },
    stops: [/^stopped: worker \(exit status 0\)/, /^stopped: web \(exit status 0\)/],
  },
  {
    folder: 'kubernetes',
    needs: [],
    image: 'cp $example/web.mjs /srv/app/',
    env: { SUPERVISOR_USERNAME: 'admin', SUPERVISOR_PASSWORD: 'sesame' },
    runs: ['web'],
    works: async (inside, daemon) => {
      await answer(inside, 'http://127.0.0.1:8080/', /^Hello from /);
      await answer(inside, 'http://127.0.0.1:9001/livez', /ok/);
      await answer(inside, 'http://127.0.0.1:9001/readyz', /ok/);
      const status = 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:9001/metrics';
      assert.equal(inside(status), '401');
      assert.equal(inside(`${status} -u admin:sesame`), '200');
      assert.match(daemon.stdout(), /^\{.*"process":"web".*"message":"GET \/"/m);
    },
    stops: [/^stopped: web \(exit status 0\)/],
  },
];

for (const example of EXAMPLES) {
  const title = `examples/${example.folder} comes up, works and stops in order under PID 1`;
  test(title, { skip: whyNot(example), timeout: 120_000 }, () => tryOut(example));
}

async function tryOut(example: Example): Promise<void> {
  const options = optionsFor(example);
  await asPid1(options, async ({ daemon, pid, signal }) => {
    const run = insideOf(pid);
    const inside: Inside = (script) => run(daemon.sandbox.fill(script.replaceAll('{ctl}', CTL)));
    for (const name of example.done ?? []) {
      await daemon.waitLog(new RegExp(`^exited: ${name} \\(exit status 0; expected\\)`));
    }
    for (const name of example.runs) await daemon.waitLog(new RegExp(`^success: ${name} `));
    if (options.config.includes('[unix_http_server]')) {
      await waitFor('everything to be healthy', () => inside('{ctl} health'), { every: 100 });
    }
    await example.works(inside, daemon);
    const before = daemon.log().length;
    signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(60_000), { code: 0, signal: null });
    checkStops(example, daemon.log().slice(before));
    await waitFor('the end of everything', () => daemon.processes().length === 0);
  });
}

function checkStops({ stops }: Example, entries: readonly { readonly text: string }[]): void {
  const said = entries.map(({ text }) => text).filter((text) => /^(stopped|killing)/.test(text));
  const wrong = stops.findIndex((pattern, index) => !pattern.test(said[index] ?? ''));
  assert.ok(wrong === -1 && said.length === stops.length, `${stops[wrong]} is not what it says:\n${said.join('\n')}`);
}

const CTL = `"${process.execPath}" "${join(ROOT, 'dist/tsupervisorctl.cjs')}" -c {dir}/supervisord.conf`;

/** Files outside of the sandbox are those of the shelter: /srv and npm's folder are empty but for what is copied there. */
function optionsFor({ folder, image, env = {}, standIns = [], edit = (config) => config }: Example) {
  const place = join(ROOT, 'examples', folder);
  const prepare = `mount -t tmpfs tmpfs /srv && mkdir /srv/app
mount -t tmpfs tmpfs /usr/local/lib && mkdir -p /usr/local/lib/node_modules/tsupervisord
ln -s "${join(ROOT, 'conf.d')}" /usr/local/lib/node_modules/tsupervisord/conf.d
example="${place}"
${image}`;
  const standIn = { text: `#!/usr/bin/env node\n${readFileSync(fixture('standIn.mjs'), 'utf8')}`, mode: 0o755 };
  return {
    // A directory that everybody shares in a container is the test's own here.
    config: edit(readFileSync(join(place, 'supervisord.conf'), 'utf8').replaceAll('/tmp/', '{dir}/')),
    args: ['-n', '-c', '{dir}/supervisord.conf', '-l', '{dir}/supervisord.log'],
    files: Object.fromEntries(standIns.map((name): [string, FileSpec] => [`bin/${name}`, standIn])),
    env: { PATH: `{dir}/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`, ...env },
    wrap: shelter(prepare),
    output: 'pipe' as const,
  };
}

async function answer(inside: Inside, url: string, pattern: RegExp): Promise<void> {
  await waitFor(`an answer of ${url}`, () => pattern.test(inside(`curl -s ${url}`) ?? ''), { every: 100 });
}

function inOrder(daemon: Daemon): string {
  return daemon.stdout().split('\n').sort().join('\n');
}

function fixture(name: string): string {
  return join(ROOT, 'test/fixtures/examples', name);
}

function whyNot({ needs }: Example): string | false {
  const missing = needs.find((file) => !existsSync(file));
  if (noShelter || missing === undefined || process.env.CI === 'true') return noShelter;
  return `${missing} is not installed`;
}
