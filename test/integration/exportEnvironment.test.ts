import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { notRoot } from '../helpers/flavour.ts';
import { freePort } from '../helpers/freePort.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** The daemon in a mount namespace with an /etc and a /run of its own: a log-in of a real user happens there. */
const OWN_ETC = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  [
    'set -e; mount --make-rprivate /',
    'cp -a /etc {dir}/etc; mount --bind {dir}/etc /etc; mount -t tmpfs tmpfs /run; mkdir /run/sshd',
    'printf "BEFORE=1\\nMODE=before\\n" > /etc/environment; chmod 644 /etc/environment; mkdir -p /etc/profile.d',
    // A user whose own start-up files cannot get in the way.
    'mkdir {dir}/home; chmod 777 {dir}/home',
    'echo "visitor:x:4242:4242::{dir}/home:/bin/sh" >> /etc/passwd; echo "visitor:*:19000::::::" >> /etc/shadow',
    'exec "$@"',
  ].join('; '),
  'sh',
];

const missing = ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/nsenter'].find((file) => !existsSync(file));
const noPam = existsSync('/etc/pam.d/su') ? false : 'there is no PAM here';
const impossible = notRoot || noNamespace() || noPam || (missing === undefined ? false : `${missing} is missing`);

function noNamespace(): string | false {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return false;
  } catch (error) {
    return `unshare --mount is not possible here: ${(error as Error).message}`;
  }
}

const EXPORT = 'export_environment=/etc/environment, /etc/profile.d/10-container.sh\nenvironment=FROM_FILE="it\'s"';
const ENV = {
  MODE: 'production',
  JAVA_TOOL_OPTIONS: '-Xmx1g -Dx="y z"',
  CERTIFICATE: 'BEGIN\nabc\nEND',
  COLOUR: '#ff0000',
  DB_PASSWORD: 's3cret',
  DATABASE_URL: 'postgres://app:s3cret@db/app',
  HOME: '/nowhere',
  TERM: 'dumb',
};

/** What pam_env can hold; a shell of a log-in has all. */
const BOTH = ['BEFORE=1', 'MODE=production', 'JAVA_TOOL_OPTIONS=-Xmx1g -Dx="y z"', "FROM_FILE=it's"];
const SHELL_ALONE = ['COLOUR=#ff0000', 'CERTIFICATE=BEGIN'];

function assertSees(text: string, sees: readonly string[], lacks: readonly string[]): void {
  const lines = text.split('\n');
  for (const line of sees) assert.ok(lines.includes(line), `${line} is not in:\n${text}`);
  for (const line of lacks) assert.ok(!lines.includes(line), `${line} is in:\n${text}`);
  assert.doesNotMatch(text, /s3cret|HOME=\/nowhere/);
}

test("a log-in sees the container's environment: su, ssh with a command, ssh with a shell", {
  timeout: 120_000,
  skip: impossible,
}, async () => {
  const port = await freePort();
  const sshd = `command=/usr/sbin/sshd -D -e -f {dir}/sshd_config\nstdout_logfile={dir}/sshd.out`;
  const config = oursConfig({ sshd: `${sshd}\nstartretries=0` }, EXPORT);
  const files = { sshd_config: sshdConfig(port), ...keys() };
  await withDaemon({ flavour: 'ours', config, env: ENV, wrap: OWN_ETC, files }, async (daemon) => {
    await daemon.waitLog(/^success: sshd/);
    await waitFor('sshd', () => /Server listening/.test(daemon.sandbox.read('sshd.err') ?? ''));
    const su = inside(daemon, ['su', '-', 'visitor', '-c', 'env']);
    // `-` makes it a log-in, which reads /etc/profile as well.
    assertSees(su, [...BOTH, ...SHELL_ALONE], []);
    const command = ssh(daemon, port, ['env']);
    assertSees(command, BOTH, SHELL_ALONE);
    const shell = ssh(daemon, port, ['-tt'], 'env; exit\n');
    assertSees(shell.replaceAll('\r', ''), [...BOTH, ...SHELL_ALONE], []);
  });
});

test('a daemon that becomes another user has written before; what is in the file and its mode stay', {
  timeout: 60_000,
  skip: impossible,
}, async () => {
  const config = oursConfig({ app: 'command=cat' }, `${EXPORT}\nuser=nobody\nexport_environment_exclude=MODE,!DB_*`);
  await withDaemon({ flavour: 'ours', config, env: ENV, wrap: OWN_ETC }, async (daemon) => {
    await daemon.waitLog(/^success: app/);
    const [first] = [written(daemon)];
    assert.match(first, /^BEFORE=1\nMODE=before\n# BEGIN tsupervisord[^\n]*\n[\s\S]*# END tsupervisord\n$/);
    assert.match(first, /^DB_PASSWORD="s3cret"$/m);
    assert.doesNotMatch(first, /MODE="|DATABASE_URL|HOME=/);
    assert.equal(statSync(daemon.sandbox.path('etc/environment')).mode & 0o777, 0o644);
    await daemon.waitLog(/^export_environment leaves out what may be secret: DATABASE_URL$/);
    await daemon.waitLog(
      /^export_environment: \/etc\/environment cannot hold CERTIFICATE \(several lines\), COLOUR \(a # in it\)$/,
    );
    // Its second life is nobody's, who may not write there, and need not.
    daemon.signal('SIGHUP');
    await daemon.waitLog(/^success: app/, 2);
    assert.equal(written(daemon), first);
    assert.deepEqual(
      daemon.log().filter(({ text }) => /cannot be written/.test(text)),
      [],
    );
  });
});

test('where it cannot be written the daemon says so and goes on', { timeout: 60_000 }, async () => {
  const config = oursConfig({ app: 'command=cat' }, 'export_environment={dir}/none/environment');
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/^export_environment: \S+ cannot be written: ENOENT \(no such file or directory\)$/);
    await daemon.waitLog(/^success: app/);
  });
});

function written(daemon: Daemon): string {
  return daemon.sandbox.read('etc/environment') ?? '';
}

function sshdConfig(port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'HostKey {dir}/host_key',
    'AuthorizedKeysFile {dir}/user_key.pub',
    'PidFile none',
    'StrictModes no',
    'UsePAM yes',
    '',
  ].join('\n');
}

function keys(): Record<string, { readonly text: string; readonly mode: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  try {
    const made = ['host_key', 'user_key'].flatMap((name) => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
      return [name, `${name}.pub`];
    });
    return Object.fromEntries(
      made.map((name) => [
        name,
        { text: readFileSync(join(folder, name), 'utf8'), mode: name.endsWith('.pub') ? 0o644 : 0o600 },
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inside(daemon: Daemon, command: readonly string[], input = ''): string {
  // From nothing: only what a log-in makes of it is to be seen.
  const words = ['-t', String(daemon.pid), '-m', 'env', '-i', 'PATH=/usr/bin:/bin:/usr/sbin:/sbin', ...command];
  return execFileSync('nsenter', words, { encoding: 'utf8', input, timeout: 30_000 });
}

function ssh(daemon: Daemon, port: number, words: readonly string[], input = ''): string {
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes'];
  const key = daemon.sandbox.path('user_key');
  const [flags, command] = words[0]?.startsWith('-') ? [words, []] : [[], words];
  const given = options.flatMap((option) => ['-o', option]);
  const target = ['-p', String(port), '-F', 'none', '-i', key, ...given, ...flags, 'visitor@127.0.0.1', ...command];
  return inside(daemon, ['ssh', ...target], input);
}
