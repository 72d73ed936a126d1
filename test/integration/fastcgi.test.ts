import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { notRoot } from '../helpers/flavour.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Debian's nginx in front of PHP as FastCGI programs: on a Unix socket of nginx's user, and on TCP in a group. */

const run = promisify(execFile);

const NEEDED = ['/usr/sbin/nginx', '/usr/bin/php-cgi', '/usr/bin/curl'];
const missing = NEEDED.find((binary) => !existsSync(binary));
const skip = notRoot || (missing ? `${missing} is not installed` : false);

const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

const CONFIG = `
[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid

[program:nginx]
command=/usr/sbin/nginx -p {dir} -c {dir}/nginx.conf
redirect_stderr=true
stdout_logfile={dir}/nginx.out
priority=1

; One worker that leaves after twelve requests of a tenth of a second.
[fcgi-program:worker]
command=/usr/bin/php-cgi -d cgi.force_redirect=0
environment=PHP_FCGI_MAX_REQUESTS="12"
socket=unix://{dir}/worker.sock
socket_owner=nobody:nogroup
socket_mode=0600
autorestart=true

[fcgi-program:pool]
command=/usr/bin/php-cgi -d cgi.force_redirect=0
process_name=pool_%(process_num)d
numprocs=3
user=nobody
socket=tcp://localhost:9000
stopsignal=QUIT

[group:php]
programs=pool
`;

const NGINX = `
daemon off;
pid {dir}/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path {dir}/body;
  fastcgi_temp_path {dir}/fastcgi;
  proxy_temp_path {dir}/proxy;
  scgi_temp_path {dir}/scgi;
  uwsgi_temp_path {dir}/uwsgi;
  server {
    listen unix:{dir}/http.sock;
    include /etc/nginx/fastcgi_params;
    fastcgi_param SCRIPT_FILENAME {dir}/page.php;
    location /worker { fastcgi_pass unix:{dir}/worker.sock; }
    location /pool { fastcgi_pass 127.0.0.1:9000; }
  }
}
`;

const PAGE = '<?php usleep(100000); echo getmypid(), " ", fileowner("/proc/self"), " ", $_GET["q"], "\\n";';

function ask({ sandbox }: Daemon, path: string): Promise<string> {
  const options = ['-s', '-m', '20', '-w', '%{http_code}', '--unix-socket', sandbox.path('http.sock')];
  return run('curl', [...options, `http://localhost${path}`]).then(({ stdout }) => stdout);
}

test('FastCGI programs answer behind nginx, over a restart of their worker too', {
  skip,
  timeout: 120_000,
}, async () => {
  const files = { 'nginx.conf': NGINX, 'page.php': PAGE };
  await withDaemon({ flavour: 'ours', config: CONFIG, files, wrap: OWN_NETWORK }, async (daemon) => {
    for (const name of ['nginx', 'worker', 'pool_0', 'pool_1', 'pool_2']) {
      await daemon.waitLog(new RegExp(`^success: ${name} `));
    }
    await waitFor('nginx', () => existsSync(daemon.sandbox.path('http.sock')));
    const workers = await askAll(daemon, '/worker', 40);
    assert.ok(workers.pids.size >= 3, `${workers.pids.size} worker, not restarted`);
    assert.deepEqual(workers.owners, new Set(['0']));
    const pool = await askAll(daemon, '/pool', 40);
    assert.equal(pool.pids.size, 3, 'not all processes of the pool had a request');
    assert.deepEqual(pool.owners, new Set(['65534']));
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(30_000), { code: 0, signal: null });
    assert.ok(!existsSync(daemon.sandbox.path('worker.sock')), 'the socket is left');
    const sockets = daemon.messages().filter((line) => /socket .*worker\.sock/.test(line));
    assert.equal(sockets.length, 4, sockets.join('\n'));
  });
});

/** Eight at a time: some wait in the socket's queue. Fails at the first that is not answered as it should be. */
async function askAll(daemon: Daemon, path: string, count: number) {
  const pids = new Set<string>();
  const owners = new Set<string>();
  let next = 0;
  const client = async () => {
    while (next < count) {
      const query = `${next++}`;
      const answer = await ask(daemon, `${path}?q=${query}`);
      const [, pid = '', owner = ''] = /^(\d+) (\d+) (\d+)\n200$/.exec(answer) ?? [];
      assert.equal(answer, `${pid} ${owner} ${query}\n200`);
      pids.add(pid);
      owners.add(owner);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return { pids, owners };
}
