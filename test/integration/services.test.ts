import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Daemon } from '../helpers/daemon.ts';
import { ROOT } from '../helpers/flavour.ts';
import { asPid1 } from '../helpers/pidNamespace.ts';
import { type Inside, insideOf, noShelter, shelter } from '../helpers/shelter.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Real services, with the files of conf.d as they are, in namespaces whose ports and files are nobody else's. */
interface Service {
  readonly name: string;
  readonly binary: string;
  /** Shell commands that are run first, in there. */
  readonly prepare?: string;
  readonly works: (inside: Inside, daemon: Daemon) => Promise<void>;
  readonly stops: RegExp;
}

const SERVICES: readonly Service[] = [
  {
    name: 'nginx',
    binary: '/usr/sbin/nginx',
    prepare:
      "sed -i 's,access_log .*;,access_log /dev/stdout;,; s,error_log .*;,error_log /dev/stderr;,' /etc/nginx/nginx.conf",
    works: async (inside, daemon) => {
      await waitFor('an answer', () =>
        inside('curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/asked-for')?.match(/^[2-4]\d\d$/),
      );
      await waitFor('its line on stdout', () => daemon.stdout().includes('GET /asked-for HTTP/1.1'));
    },
    stops: /^stopped: nginx \(exit status 0\)$/,
  },
  {
    name: 'redis',
    binary: '/usr/bin/redis-server',
    works: async (inside) => {
      await waitFor('PONG', () => inside('redis-cli ping')?.includes('PONG'));
      const uid = inside('stat -c %U /proc/$(pgrep -x redis-server)')?.trim();
      assert.equal(uid, 'redis');
    },
    stops: /^stopped: redis \(exit status 0\)$/,
  },
  {
    name: 'cron',
    binary: '/usr/sbin/cron',
    prepare: 'echo "@reboot root echo ran > {dir}/cron.ran" > /etc/cron.d/probe',
    works: async (_inside, daemon) => {
      await waitFor('a job', () => daemon.sandbox.read('cron.ran')?.includes('ran'));
    },
    stops: /^stopped: cron \((exit status 0|terminated by SIGTERM)\)$/,
  },
  {
    name: 'sshd',
    binary: '/usr/sbin/sshd',
    works: async (inside) => {
      await waitFor('a greeting', () =>
        inside("bash -c 'exec 3<>/dev/tcp/127.0.0.1/22 && head -n 1 <&3'")?.startsWith('SSH-2.0-'),
      );
    },
    stops: /^stopped: sshd \((exit status 255|exit status 0|terminated by SIGTERM)\)$/,
  },
  {
    name: 'php-fpm',
    binary: '/usr/sbin/php-fpm8.2',
    works: async (inside) => {
      await waitFor('its socket', () => inside('ls /run/php/*.sock')?.includes('.sock'));
    },
    stops: /^stopped: php-fpm \(exit status 0\)$/,
  },
];

for (const service of SERVICES) {
  test(`${service.name} runs from conf.d/${service.name}.conf under PID 1 and stops in order`, {
    skip: whyNot(service),
    timeout: 180_000,
  }, async () => {
    const config = `[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\n[include]\nfiles=${join(ROOT, 'conf.d', `${service.name}.conf`)}\n`;
    const options = { config, wrap: shelter(service.prepare), output: 'pipe' as const };
    await asPid1(options, async ({ daemon, pid, signal }) => {
      await daemon.waitLog(new RegExp(`^success: ${service.name}`));
      await service.works(insideOf(pid), daemon);
      assert.equal(daemon.log().filter(({ text }) => text.startsWith('exited:')).length, 0);
      signal('SIGTERM');
      assert.deepEqual(await daemon.waitExit(60_000), { code: 0, signal: null });
      assert.ok(
        daemon.log().some(({ text }) => service.stops.test(text)),
        daemon.messages().join('\n'),
      );
      await waitFor('the end of everything', () => daemon.processes().length === 0);
    });
  });
}

function whyNot({ binary, name }: Service): string | false {
  if (noShelter) return noShelter;
  if (!existsSync(binary)) return `${binary} is not installed`;
  if (!existsSync(join(ROOT, 'conf.d', `${name}.conf`))) return `conf.d/${name}.conf does not exist`;
  return false;
}
