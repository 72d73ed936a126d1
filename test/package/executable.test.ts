import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInRoot } from './cleanRoot.ts';
import { checkout, unless } from './tools.ts';

const executable = join(checkout, 'dist/executable/tsupervisord');
const here = dirname(fileURLToPath(import.meta.url));

const MEGABYTES = 82;

/** In the root under every name that it answers to; the file itself is somewhere else, as with a link of a package. */
const PREPARE = `
mkdir -p $root/opt $root/usr/local/bin
: >$root/opt/tsupervisord
mount --bind '${executable}' $root/opt/tsupervisord
for name in tsupervisord tsupervisorctl supervisord supervisorctl echo_supervisord_conf; do
  ln -s /opt/tsupervisord $root/usr/local/bin/$name
done
cp '${here}/trial.sh' '${here}/readOnly.sh' $root/`;

/** No file and no socket. */
const CONFIG = `
cat >$root/etc/supervisord.conf <<'END'
[inet_http_server]
port=127.0.0.1:9001
[supervisord]
logfile=/dev/null
pidfile=/dev/null
childlogdir=/
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=http://127.0.0.1:9001
[program:web]
command=/bin/sleep 3600
stdout_logfile=/dev/fd/1
redirect_stderr=true
startsecs=0
END
ip link set lo up`;

describe('The executable on a bare Debian without Node.js', { skip: skip(), concurrency: 3 }, () => {
  for (const user of ['root', 'someone'] as const) {
    it(`runs a file, daemon and all, as ${user}`, async () => {
      assert.match(await runInRoot({ user, prepare: PREPARE, command: ['sh', '/trial.sh'] }), /^ok$/m);
    });
  }

  it('runs where nothing can be written', async () => {
    const command = ['sh', '/readOnly.sh'];
    const said = await runInRoot({ user: 'root', prepare: PREPARE + CONFIG, command, writable: false });
    assert.match(said, /^ok$/m);
  });

  it('gives programs the limit of open files that it was started with, and no variable of its own', async () => {
    const command = ['sh', '-c', 'ulimit -Sn 1999; supervisord -n -c /env.conf'];
    const prepare = `${PREPARE}\ncat >$root/env.conf <<'END'\n${ENVIRONMENT}END`;
    const said = await runInRoot({ user: 'root', prepare, command });
    assert.match(said, /^limit 1999$/m);
    assert.match(said, /^HOME=/m);
    assert.doesNotMatch(said, /TSUPERVISORD/);
  });

  it('is an init that hands on the limit, the signals and the descriptors', async () => {
    const show =
      'ulimit -Sn; while read -r line; do case $line in SigIgn*) echo $line; esac; done </proc/self/status; cat <&7';
    const command = ['sh', '-c', `ulimit -Sn 888; trap "" USR1; exec 7</given; exec tsupervisord -- sh -c '${show}'`];
    const said = await runInRoot({ user: 'root', prepare: `${PREPARE}\necho given >$root/given`, command });
    assert.deepEqual(said.split('\n'), ['888', 'SigIgn: 0000000000000200', 'given', '']);
  });

  it('answers to the other names', async () => {
    const command = ['sh', '-c', 'supervisorctl --help; echo_supervisord_conf'];
    const said = await runInRoot({ user: 'root', prepare: PREPARE, command });
    assert.match(said, /^Usage: \S*supervisorctl /im);
    assert.match(said, /^\[supervisord\]/m);
  });

  it(`has less than ${MEGABYTES} MB`, () => {
    assert.ok(statSync(executable).size < MEGABYTES * 1e6);
  });
});

/** Says what it has and ends the daemon. */
const ENVIRONMENT = `
[supervisord]
logfile=/dev/null
pidfile=/tmp/pid
[program:environment]
command=/bin/sh -c 'echo limit $(ulimit -Sn); env; kill $PPID'
autorestart=false
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
startsecs=0
`;

function skip(): string | false {
  const needs = unless(['root', 'debian on x64']);
  if (needs !== false || existsSync(executable)) return needs;
  return process.env.CI === 'true' ? false : 'made by npm run build:executable';
}
