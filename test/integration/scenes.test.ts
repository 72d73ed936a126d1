import assert from 'node:assert/strict';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { describe, test } from 'node:test';
import type { Scene, SceneSummary } from '../../src/scene/record.ts';
import { ctl as runCtl } from '../helpers/ctl.ts';
import { type Daemon, withDaemon } from '../helpers/daemon.ts';
import { waitFor } from '../helpers/waitFor.ts';
import { type Ctl, controlled, withCtl } from '../helpers/withCtl.ts';

const ONCE = 'startretries=0';
const SCENES = '[supervisord]\nscene_dir={dir}/scenes\n';

async function records(ctl: Ctl, ...words: string[]): Promise<SceneSummary[]> {
  return JSON.parse((await ctl('why', '--list', '--json', ...words)).stdout || '[]') as SceneSummary[];
}

async function record(ctl: Ctl, name: string): Promise<Scene> {
  return JSON.parse((await ctl('why', '--json', name)).stdout) as Scene;
}

/** Until so many have been given up or have ended for good. */
function over(daemon: Daemon, count: number): Promise<unknown> {
  return daemon.waitLog(/^gave up: |^exited: late/, count);
}

const PROGRAMS = {
  missing: `command=/nowhere/app\n${ONCE}`,
  denied: `command={dir}/denied\n${ONCE}`,
  shell: `command=sh -c 'foobar'\n${ONCE}`,
  words: `command=sh -c 'echo starting; echo "panic: no database" >&2; exit 1'\n${ONCE}\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0`,
  silent: `command=sh -c 'exit 3'\n${ONCE}\nstdout_logfile=NONE\nstderr_logfile=NONE`,
  shot: `command=sh -c 'kill -KILL $$'\n${ONCE}`,
  crash: `command=sh -c 'kill -SEGV $$'\n${ONCE}\nrlimits=core:0`,
  secret: `command=sh -c 'echo connecting with $DB_PASSWORD; exit 1' --token=t0ps3cret\n${ONCE}\nenvironment=DB_PASSWORD="hunter22",DB_URL="pg://app:hunter33@db/x"`,
  dir: `command=cat\ndirectory={dir}/nowhere\n${ONCE}`,
  again: `command=sh -c 'exit 4'\nstartretries=1`,
  late: `command=sh -c 'sleep 1.1; echo bye; exit 5'\nautorestart=false`,
  fine: 'command=sleep 1000',
  done: "command=sh -c 'exit 0'\nstartsecs=0\nautorestart=false",
};

interface Told {
  readonly name: keyof typeof PROGRAMS;
  readonly cause: RegExp;
  readonly more?: readonly RegExp[];
}

const TOLD: readonly Told[] = [
  { name: 'missing', cause: /^missing: Command not found \(127\): there is no file \/nowhere\/app\.$/m },
  { name: 'denied', cause: /^denied: .*\/denied is there, but it is not executable \(126\)\.$/m, more: [/chmod \+x/] },
  {
    name: 'shell',
    cause: /^shell: A command that it calls is not there: 'foobar'\./m,
    more: [/: exit status 127, too early/],
  },
  {
    name: 'words',
    cause:
      /^words: It ended by itself with exit status 1, before it was up for startsecs=1\. Its last words: panic: no database$/m,
    more: [
      /^The last of stdout:\n {2}\d\d:\d\d:\d\d\.\d{3} {2}starting$/m,
      /^The last of stderr \(.*words\.err, written .*\):\n {2}panic: no database$/m,
    ],
  },
  {
    name: 'silent',
    cause: /It said nothing that was kept\.$/m,
    more: [/Standard output was not kept: stdout_logfile=NONE/],
  },
  { name: 'shot', cause: /^shot: It was killed \(SIGKILL\), and not by its supervisor\./m },
  { name: 'crash', cause: /^crash: It crashed: .*\(segmentation fault\)\.$/m, more: [/its limit is 0/] },
  {
    name: 'secret',
    cause: /^secret: It ended by itself/m,
    more: [/connecting with \*\*\*/, /DB_PASSWORD=\*\*\* DB_URL=pg:\/\/app:\*\*\*@db\/x/, /--token=\*\*\*/],
  },
  { name: 'dir', cause: /^dir: It could not change to its directory .*\/nowhere, as user \w+: it does not exist\.$/m },
  {
    name: 'again',
    cause: /exit status 4/,
    more: [/failed starts in a row: 2, restarts: 1/, /Failures before:\n.*exit status 4, too early/],
  },
  {
    name: 'late',
    cause: /^late: It ended by itself with exit status 5\. Its last words: bye$/m,
    more: [/it is not started again \(autorestart=false\)/, /^Now: EXITED/m],
  },
];

/** They mostly wait. */
describe('the scene of the accident', { concurrency: 3 }, () => {
  test('why tells each kind of failure with its cause, and all that is known is there as JSON', {
    timeout: 60_000,
  }, async () => {
    const config = controlled(PROGRAMS, SCENES);
    const files = { denied: { text: 'x', mode: 0o644 } };
    await withDaemon({ flavour: 'ours', config, files }, async (daemon) => {
      const ctl: Ctl = (...words) => runCtl(daemon, ...words);
      await over(daemon, Object.keys(PROGRAMS).length - 2);
      const answers = await Promise.all(TOLD.map(({ name }) => ctl('why', name)));
      for (const [index, { name, cause, more = [] }] of TOLD.entries()) {
        const said = answers[index] ?? assert.fail();
        assert.deepEqual([said.code, said.stderr], [0, ''], name);
        for (const pattern of [cause, ...more]) assert.match(said.stdout, pattern);
        assert.doesNotMatch(said.stdout, /hunter|t0ps3cret/);
      }
      await daemon.waitLog(
        /^why: again: It ended by itself with exit status 4.* 'tsupervisorctl why again' tells more\.$/,
      );

      const list = await records(ctl);
      assert.equal(list.length, TOLD.length + 1);
      assert.deepEqual([list[0]?.process, list[0]?.gaveUp], ['late', false]);
      assert.equal((await records(ctl, 'again')).length, 2);
      assert.match(
        (await ctl('why', '--list')).stdout,
        /^\S+ \S+ UTC +\S+ \w+ ago {2}late +exit status 5: It ended by itself/,
      );
      // What was given up matters more than what came later.
      const unnamed = await ctl('why');
      assert.match(unnamed.stdout, /^again: /);
      assert.match(unnamed.stdout, /^Others have failed as well: late, .*missing/m);

      const scene = await record(ctl, 'late');
      assert.equal(scene.command, "sh -c 'sleep 1.1; echo bye; exit 5'");
      assert.deepEqual(scene.exit, { code: 5, description: 'exit status 5' });
      assert.ok((scene.run?.uptime ?? 0) >= 1100 && (scene.run?.uptime ?? 0) < 20_000);
      assert.equal(scene.environment.HOME, '/root');
      assert.equal(scene.directory, daemon.sandbox.dir);
      assert.match(scene.limits.nofile ?? '', /^\d+/);
      assert.equal((await record(ctl, 'crash')).exit?.signal, 'SIGSEGV');

      const nothing = await ctl('why', 'fine');
      assert.deepEqual([nothing.code, nothing.stdout], [1, 'No failure of fine is on record.\n']);
      const unknown = await ctl('why', 'nope');
      assert.deepEqual([unknown.code, unknown.stdout], [4, 'nope: ERROR (no such process or group)\n']);
      for (const wrong of [['a', 'b'], ['--foo']]) {
        const said = await ctl('why', ...wrong);
        assert.equal(said.code, 2);
        assert.match(said.stdout, /^Error: why takes one name at most, --list and --json\nwhy\t/);
      }
    });
  });

  test('records outlive the daemon and its logs, and are told without one', { timeout: 60_000 }, async () => {
    const config = controlled({ app: `command=sh -c 'echo first words; exit 7'\n${ONCE}` }, SCENES);
    await withCtl(config, async (daemon, ctl) => {
      await over(daemon, 1);
      daemon.signal('SIGHUP');
      await over(daemon, 2);
      assert.equal((await records(ctl)).length, 2);
      daemon.signal('SIGTERM');
      await daemon.waitExit();
      rmSync(daemon.sandbox.path('app.out'));
      const said = await ctl('why', 'app');
      assert.match(said.stderr, /^unix:\/\/.*x\.sock does not answer; this is from .*\/scenes:\n$/);
      assert.match(said.stdout, /^app: It ended by itself with exit status 7.*first words$/m);
      assert.match(said.stdout, /Failures before:\n.*exit status 7, too early/);
      assert.equal(said.code, 0);
      assert.equal((await records(ctl)).length, 2);
      rmSync(daemon.sandbox.path('scenes'), { recursive: true });
      const none = await ctl('why');
      assert.deepEqual([none.code, none.stdout], [4, '']);
      assert.match(none.stderr, /does not answer: .*\n.*\n.*with scene_dir in \[supervisord\]/);
    });
  });

  test('without scene_dir they are kept in memory, and the log has no word of it', { timeout: 60_000 }, async () => {
    await withCtl(controlled({ app: `command=false\n${ONCE}` }), async (daemon, ctl) => {
      await over(daemon, 1);
      assert.equal((await records(ctl)).length, 1);
      assert.deepEqual(
        daemon.log().filter(({ text }) => /why|scene/.test(text)),
        [],
      );
      daemon.signal('SIGHUP');
      await over(daemon, 2);
      assert.equal((await records(ctl)).length, 2);
    });
  });

  test('their number is bounded; scene_max=0 keeps none', { timeout: 60_000 }, async () => {
    const programs = { a: `command=false\n${ONCE}`, b: `command=false\n${ONCE}`, c: `command=false\n${ONCE}` };
    await withCtl(controlled(programs, `${SCENES}scene_max=2\n`), async (daemon, ctl) => {
      await over(daemon, 3);
      assert.equal((await records(ctl)).length, 2);
      assert.equal(readdirSync(daemon.sandbox.path('scenes')).length, 2);
      daemon.sandbox.write('supervisord.conf', controlled(programs, `${SCENES}scene_max=0\n`));
      rmSync(daemon.sandbox.path('scenes'), { recursive: true });
      daemon.signal('SIGHUP');
      await over(daemon, 6);
      assert.equal((await ctl('why')).code, 1);
      assert.equal(existsSync(daemon.sandbox.path('scenes')), false);
    });
  });

  test('a directory that cannot be written is a warning; the records are there all the same', {
    timeout: 60_000,
  }, async () => {
    const config = controlled({ app: 'command=false\nstartretries=1' }, SCENES);
    await withDaemon({ flavour: 'ours', config, files: { scenes: 'in the way' } }, async (daemon) => {
      await over(daemon, 1);
      await daemon.waitLog(/^scene_dir: no record can be written to .*kept in memory instead$/);
      assert.equal((await runCtl(daemon, 'why', 'app')).code, 0);
      assert.equal(daemon.log().filter(({ text }) => text.startsWith('scene_dir:')).length, 1);
    });
  });

  test('scene_sample shows what a program used and where it listened', { timeout: 60_000 }, async () => {
    const listen = `require("net").createServer().listen(0, "127.0.0.1"); setTimeout(() => process.exit(9), 2500)`;
    const config = controlled(
      { app: `command=node -e '${listen}'\nautorestart=false` },
      '[supervisord]\nscene_sample=0.5s\n',
    );
    await withCtl(config, async (daemon, ctl) => {
      await daemon.waitLog(/^exited: app/);
      const { samples } = await record(ctl, 'app');
      const last = samples.findLast(({ ports }) => ports !== undefined);
      assert.ok(last !== undefined && samples.length >= 2, `${samples.length} samples`);
      assert.ok(last.memory > 2 ** 20 && last.threads > 1 && (last.files ?? 0) > 3 && (last.sockets ?? 0) >= 1);
      assert.match(last.ports?.[0] ?? '', /^127\.0\.0\.1:\d+$/);
      assert.match(
        (await ctl('why')).stdout,
        /What it used:\n {2}at \(UTC\) +memory .*\n(.*\n)* .* 127\.0\.0\.1:\d+$/m,
      );
    });
  });

  test('files that a crash left behind are named', { timeout: 60_000 }, async () => {
    const make = 'echo x > hs_err_pid$$.log; echo dump > java_pid7.hprof; echo o > other.txt; exit 1';
    await withCtl(controlled({ app: `command=sh -c '${make}'\n${ONCE}\ndirectory={dir}` }), async (daemon, ctl) => {
      writeFileSync(daemon.sandbox.path('later'), '');
      chmodSync(daemon.sandbox.path('later'), 0o600);
      await over(daemon, 1);
      const { files } = await record(ctl, 'app');
      assert.deepEqual(files.map(({ what }) => what).sort(), ['crash report of Java', 'heap dump of Java']);
      assert.match(
        (await ctl('why')).stdout,
        /^Files that it left:\n(?:.*\n)?.*hs_err_pid\d+\.log \(crash report of Java, 2 bytes, /m,
      );
    });
  });

  test('an end that somebody asked for is told as such, or is none', { timeout: 60_000 }, async () => {
    const sick = 'command=sleep 1000\nhealth=exec:false\nhealth_interval=0.2\nhealth_retries=2\nhealth_action=restart';
    const programs = {
      asked: 'command=sleep 1000\nautorestart=false',
      long: 'command=sleep 1000\nautorestart=false\nmax_runtime=1.5',
      sick,
      often: `${sick}\nrestart_limit=1/60s`,
      stopped: 'command=sleep 1000',
    };
    await withCtl(controlled(programs), async (daemon, ctl) => {
      await daemon.waitLog(/^success: (asked|long|stopped)/, 3);
      await daemon.waitLog(/^stopped: sick/);
      await daemon.waitLog(/^gave up: often/);
      await ctl('signal', 'KILL', 'asked');
      await ctl('stop', 'stopped');
      await daemon.waitLog(/^exited: /, 2);
      assert.match(
        (await ctl('why', 'asked')).stdout,
        /^asked: It was ended by SIGKILL, which supervisord sent because a client asked/,
      );
      assert.match(
        (await ctl('why', 'long')).stdout,
        /^long: Its supervisor stopped it \(max_runtime\): it had run for 1\.5 seconds\./,
      );
      assert.match(
        (await ctl('why', 'sick')).stdout,
        /^sick: Its supervisor stopped it \(health_action\): its health probe has failed 2 times\.(.*\n)*Then: it is started anew\.$/m,
      );
      const often = await records(ctl, 'often');
      assert.deepEqual(
        often.map(({ gaveUp }) => gaveUp),
        [true, false],
      );
      assert.match((await ctl('why', 'often')).stdout, /^Then: supervisord gave it up \(FATAL\): .* restart_limit\.$/m);
      assert.equal((await ctl('why', 'stopped')).code, 1);
    });
  });

  test('a reference supervisord gets a plain message', { timeout: 60_000 }, async () => {
    await withCtl(
      controlled({ app: 'command=sleep 1000' }),
      async (_daemon, ctl) => {
        const said = await ctl('why');
        assert.equal(said.code, 3);
        assert.match(said.stdout, /^ERROR: the server cannot do this: it is not tsupervisord, or an older one\. /);
      },
      'reference',
    );
  });

  test('the OOM killer of a memory group is named', { timeout: 60_000, skip: noMemoryGroup() }, async () => {
    const group = mkdtempSync('/sys/fs/cgroup/memory/tsv-');
    try {
      writeFileSync(`${group}/memory.limit_in_bytes`, String(150 * 2 ** 20));
      const wrap = ['sh', '-c', `echo $$ > ${group}/cgroup.procs; exec "$0" "$@"`];
      const config = controlled({ hog: "command=sh -c 'sleep 1; exec tail /dev/zero'\nautorestart=false" });
      await withDaemon({ flavour: 'ours', config, wrap }, async (daemon) => {
        await daemon.waitLog(/^exited: hog/);
        assert.match(
          (await runCtl(daemon, 'why')).stdout,
          /^hog: The container's OOM killer struck at .* \(limit 150 MiB, /,
        );
      });
    } finally {
      // Busy as long as the last of them is on its way out.
      await waitFor('an empty group', () => removed(group));
    }
  });
});

function removed(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw error;
  }
}

/** With version 1 a group can be made anywhere; in version 2 that is for who owns the branch. */
function noMemoryGroup(): string | false {
  try {
    accessSync('/sys/fs/cgroup/memory/cgroup.procs', constants.W_OK);
    return false;
  } catch {
    return 'no memory groups of version 1 that can be written here';
  }
}
