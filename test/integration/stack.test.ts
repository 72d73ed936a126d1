import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { asPid1 } from '../helpers/pidNamespace.ts';
import { insideOf, noShelter, shelter } from '../helpers/shelter.ts';
import { waitFor } from '../helpers/waitFor.ts';

const ROUNDS = 20;
const FPM = existsSync('/usr/sbin') ? readdirSync('/usr/sbin').find((name) => /^php-fpm[\d.]+$/.test(name)) : undefined;

/** Up to a quarter of a second, another one at every start. */
const LATE = 'sleep 0.$(od -An -N1 -tu1 /dev/urandom | xargs printf %%03d)';

const CONFIG = `
[supervisord]
user=root
[program-default]
startsecs=0
stopwaitsecs=20
[program:redis]
command=sh -c '${LATE}; exec redis-server --port 6379 --bind 127.0.0.1 --save "" --dir {dir}'
ready=tcp:127.0.0.1:6379
[program:migrate]
command=sh -c '${LATE}; redis-cli -h 127.0.0.1 set schema 1 | grep -q OK'
type=oneshot
depends_on=redis:ready
[program:php]
command=sh -c '${LATE}; exec /usr/sbin/${FPM} --nodaemonize --fpm-config {dir}/fpm.conf'
ready=tcp:127.0.0.1:9000
depends_on=migrate:done, redis:ready
stopsignal=QUIT
[program:nginx]
command=sh -c '${LATE}; exec nginx -c {dir}/nginx.conf -g "daemon off;"'
ready=http://127.0.0.1:8080/index.php
depends_on=php:ready
stopsignal=QUIT
`;

const FILES = {
  'fpm.conf': `[global]
error_log=/dev/stderr
[www]
user=www-data
group=www-data
listen=127.0.0.1:9000
pm=static
pm.max_children=1
`,
  'nginx.conf': `error_log stderr;
pid {dir}/nginx.pid;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:8080;
    location / { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME {dir}/index.php; fastcgi_pass 127.0.0.1:9000; }
  }
}
`,
  'index.php': '<?php echo "it works"; ',
};

function skip(): string | false {
  if (noShelter) return noShelter;
  const missing = ['/usr/sbin/nginx', '/usr/bin/redis-server', '/usr/bin/redis-cli', `/usr/sbin/${FPM}`].filter(
    (file) => !existsSync(file),
  );
  return missing.length > 0 && process.env.CI !== 'true' ? `not installed: ${missing.join(', ')}` : false;
}

test(
  `nginx, php-fpm, redis and a migration come up in order and go down in reverse, ${ROUNDS} times`,
  {
    skip: skip(),
    timeout: 240_000,
  },
  () =>
    asPid1({ config: CONFIG, files: FILES, wrap: shelter() }, async ({ daemon, pid, signal }) => {
      const inside = insideOf(pid);
      for (let round = 1; round <= ROUNDS; round++) {
        await waitFor('the page', () => inside('curl -s http://127.0.0.1:8080/') === 'it works', {
          every: 50,
          state: () => daemon.messages().slice(-10).join('\n'),
        });
        signal(round === ROUNDS ? 'SIGTERM' : 'SIGHUP');
        await daemon.waitLog(/^stopped: redis /, round);
      }
      await daemon.waitExit();
      const happened = daemon.log().flatMap(({ text }) => EVENT.exec(text)?.slice(1).filter(Boolean).join(' ') ?? []);
      assert.deepEqual(happened, Array.from({ length: ROUNDS }, () => ROUND).flat());
    }),
);

const EVENT = /^(?:(spawned): '(\w+)'|(stopped|exited): (\w+) \(exit status 0)/;
const ROUND = [
  ...['spawned redis', 'spawned migrate', 'exited migrate', 'spawned php', 'spawned nginx'],
  ...['stopped nginx', 'stopped php', 'stopped redis'],
];
