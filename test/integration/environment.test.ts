import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { notRoot, OURS } from '../helpers/flavour.ts';
import { oursConfig } from '../helpers/oursConfig.ts';
import { waitFor } from '../helpers/waitFor.ts';

/** Writes its environment, and stays. */
const SHOWS = `command=sh -c 'env; echo end; exec sleep 1000'`;

/** What the n-th run of a program has found in its environment. */
async function variables(daemon: Daemon, name: string, run = 1, file = `${name}.out`): Promise<Map<string, string>> {
  const runs = () => (daemon.sandbox.read(file) ?? '').split('end\n').slice(0, -1);
  const text = await waitFor(`the environment of ${name}`, () => runs()[run - 1]);
  return new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

test('each start reads the environment files anew, and what is said nearer to the program wins', {
  timeout: 60_000,
}, async () => {
  const app = `${SHOWS}\nautorestart=true\nenvironment_file={dir}/app.env, -{dir}/more.env\nenvironment=OWN="own"`;
  const files = { 'app.env': 'LEVEL=debug\nOWN=file\nNAME="a \\"b\\" $HOME"\nHOME=/home/app\n' };
  const config = oursConfig({ app }, 'environment=LEVEL="info",COMMON="1"');
  await withDaemon({ flavour: 'ours', config, files }, async (daemon) => {
    const first = await variables(daemon, 'app');
    const read = (from: Map<string, string>, ...names: string[]) => names.map((name) => from.get(name));
    const names = ['LEVEL', 'OWN', 'NAME', 'HOME', 'COMMON', 'MORE'];
    assert.deepEqual(read(first, ...names), ['debug', 'own', 'a "b" $HOME', '/home/app', '1', undefined]);
    await daemon.waitLog(/^success: app/);
    daemon.sandbox.write('app.env', 'LEVEL=trace\n');
    daemon.sandbox.write('more.env', 'MORE=2\n');
    process.kill(daemon.programPid('app'), 'SIGKILL');
    const second = await variables(daemon, 'app', 2);
    assert.deepEqual(read(second, ...names), ['trace', 'own', undefined, '/root', '1', '2']);
  });
});

test('a program whose files cannot be read is not started and says why; it starts once they can be', {
  timeout: 60_000,
}, async () => {
  const config = oursConfig({
    bad: `command=cat\nenvironment_file={dir}/bad.env\nstartretries=0`,
    late: `${SHOWS}\nenvironment_file={dir}/late.env\nenvironment_secret=PW:{dir}/pw\nstartretries=100\nbackoff=exponential\nbackoff_initial=0.1\nbackoff_max=0.2`,
    other: 'command=cat',
  });
  const files = { 'bad.env': 'A=1\nthis is s3cret\n' };
  await withDaemon({ flavour: 'ours', config, files }, async (daemon) => {
    const { text } = await daemon.waitLog(/^spawnerr: .*bad\.env/);
    assert.equal(text, `spawnerr: environment_file ${daemon.sandbox.path('bad.env')}:2: no NAME=value`);
    await daemon.waitLog(/^gave up: bad entered FATAL state/);
    await daemon.waitLog(
      /^spawnerr: environment_file \S+\/late\.env: cannot be read: ENOENT \(no such file or directory\)$/,
    );
    await daemon.waitLog(/^success: other/);
    daemon.sandbox.write('late.env', 'A=1\n');
    await daemon.waitLog(
      /^spawnerr: environment_secret \S+\/pw: cannot be read: ENOENT \(no such file or directory\)$/,
    );
    daemon.sandbox.write('pw', 's3cret\n');
    assert.equal((await variables(daemon, 'late')).get('PW'), 's3cret');
    assert.doesNotMatch(JSON.stringify(daemon.log()), /s3cret/);
  });
});

test('a secret that only root can read reaches the program of another user, and nobody else', {
  timeout: 60_000,
  skip: notRoot,
}, async () => {
  const server =
    '[unix_http_server]\nfile={dir}/s\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n';
  // Into a file: what a program writes is in the log at this level.
  const command = `sh -c '(env; echo end) > {dir}/app.seen; exec sleep 1000'`;
  const app = `command=${command}\nuser=nobody\nuser_env=true\nenvironment=SHELL="/bin/own"\nenvironment_secret=PW:{dir}/pw\nready=exec:sh -c 'test -n "$PW"'`;
  const config = `${oursConfig({ app }, 'loglevel=trace')}${server}`;
  const files = { pw: { text: 's3cret\n', mode: 0o600 } };
  await withDaemon({ flavour: 'ours', config, files }, async (daemon) => {
    const found = await variables(daemon, 'app', 1, 'app.seen');
    const home = execFileSync('getent', ['passwd', 'nobody'], { encoding: 'utf8' }).split(':')[5];
    const expected = { PW: 's3cret', HOME: home, USER: 'nobody', LOGNAME: 'nobody', SHELL: '/bin/own' };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found.get(name)])), expected);
    await daemon.waitLog(/^ready: app/);
    const dumps = ['ini', 'json'].map((format) =>
      execFileSync(OURS, [`--dump-config=${format}`, '-c', daemon.sandbox.path('supervisord.conf')], {
        encoding: 'utf8',
      }),
    );
    for (const dump of dumps) assert.match(dump, /\/pw/);
    const shown = [...dumps, ...rpc(daemon, ['getAllProcessInfo', 'getAllConfigInfo']), JSON.stringify(daemon.log())];
    assert.doesNotMatch(shown.join('\n'), /s3cret/);
  });
});

function rpc(daemon: Daemon, methods: readonly string[]): string[] {
  return methods.map((method) => {
    const body = `<methodCall><methodName>supervisor.${method}</methodName><params/></methodCall>`;
    const socket = daemon.sandbox.path('s');
    const answer = execFileSync('curl', ['-s', '--unix-socket', socket, '-d', body, 'http://x/RPC2'], {
      encoding: 'utf8',
    });
    assert.match(answer, /<methodResponse>[\s\S]*app/);
    return answer;
  });
}

test('[program-default] holds for programs, and a program can say otherwise', { timeout: 60_000 }, async () => {
  const config = `${oursConfig({ one: SHOWS, two: `${SHOWS}\nenvironment_file={dir}/two.env` })}[program-default]\nenvironment_file={dir}/all.env\nuser_env=true\n`;
  const files = { 'all.env': 'WHOSE=all\n', 'two.env': 'WHOSE=two\n' };
  await withDaemon({ flavour: 'ours', config, files, env: { USER: 'somebody' } }, async (daemon) => {
    const name = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
    for (const [program, whose] of [
      ['one', 'all'],
      ['two', 'two'],
    ] as const) {
      const found = await variables(daemon, program);
      assert.deepEqual([found.get('WHOSE'), found.get('USER')], [whose, name]);
    }
  });
});
