import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type DaemonOptions, startDaemon } from '../helpers/daemon.ts';
import { type Flavour, noReference } from '../helpers/flavour.ts';
import { descriptors, probe } from '../helpers/probe.ts';
import { isAlive, readProc, signal, statOf } from '../helpers/processes.ts';
import { waitFor } from '../helpers/waitFor.ts';

const CONFIG = `[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid
childlogdir={dir}
directory={dir}/work
umask=027
environment=FROM="supervisord"
[program:sleeper]
command=sleep 1000
stdout_logfile={dir}/sleeper.out
stderr_logfile={dir}/sleeper.err
`;

type Seen = Readonly<Record<string, unknown>>;

interface BackgroundCase {
  readonly title: string;
  readonly options?: Partial<DaemonOptions>;
  readonly config?: string;
  readonly shows: RegExp;
}

const CASES: readonly BackgroundCase[] = [
  {
    title:
      'the parent exits with 0 once the pidfile is right, the daemon leads a session of its own in directory= with umask=',
    shows: /"umask":"0027"/,
  },
  {
    title: '-d and -m on the command line win',
    options: { args: ['-c', '{dir}/supervisord.conf', '-d', '/', '-m', '077'] },
    shows: /"umask":"0077"/,
  },
  {
    title: '-j and -l on the command line win',
    options: {
      args: ['-c', '{dir}/supervisord.conf', '-j', '{dir}/other.pid', '-l', '{dir}/other.log'],
      logfile: 'other.log',
    },
    shows: /supervisord started/,
  },
  {
    title: 'relative names belong to the directory it was started in',
    options: { args: ['-c', 'supervisord.conf'] },
    config: CONFIG.replaceAll('{dir}/supervisord.', 'supervisord.'),
    shows: /set current directory/,
  },
];

describe('daemon mode', { skip: noReference || false }, () => {
  for (const one of CASES) {
    test(one.title, { timeout: 90_000 }, async () => {
      const [reference, ours] = await Promise.all([background(one, 'reference'), background(one, 'ours')]);
      assert.match(JSON.stringify(reference), one.shows, 'the reference does not show what this case is about');
      assert.deepEqual(ours, reference, 'ours (actual, +) is not as the reference (expected, -)');
    });
  }
});

async function background({ options, config = CONFIG }: BackgroundCase, flavour: Flavour): Promise<Seen> {
  const daemon = await startDaemon({
    flavour,
    config,
    args: ['-c', '{dir}/supervisord.conf'],
    files: { 'work/x': '' },
    ...options,
  });
  try {
    const exit = await daemon.waitExit();
    const pidfile = options?.args?.includes('-j') ? 'other.pid' : 'supervisord.pid';
    await daemon.waitLog(/^success: sleeper/);
    const text = daemon.sandbox.read(pidfile) ?? '';
    const pid = Number(text);
    const seen = {
      exit,
      pidfile: text.replace(/\d+/, '<pid>'),
      view: view(pid),
      program: view(daemon.programPid('sleeper')),
      mode: modes(daemon.sandbox.path('.'), daemon.sandbox.path(pidfile)),
    };
    const parent = statOf(daemon.programPid('sleeper'))?.ppid === pid ? 'the daemon' : 'another';
    signal(pid, 'SIGTERM');
    await waitFor('the end of the daemon', () => !isAlive(pid));
    const normal = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(daemon.sandbox.dir, '<dir>'));
    return normal({
      ...seen,
      parent,
      messages: daemon.messages(),
      'pidfile afterwards': daemon.sandbox.read(pidfile),
      stdout: daemon.stdout(),
      stderr: daemon.stderr(),
    }) as Seen;
  } finally {
    await daemon.dispose();
  }
}

/** What can be seen of a process that is meant to be a daemon, and of one started by it. */
function view(pid: number): Seen {
  const { directory, umask, processGroup, session, terminal } = probe(pid, pid);
  const standard = descriptors(pid).filter((line) => /^[012] /.test(line));
  return {
    directory,
    umask,
    processGroup,
    session: session ?? null,
    terminal,
    standard,
    comm: readProc(pid, 'comm') === 'sleep\n',
  };
}

function modes(dir: string, pidfile: string): Seen {
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  return { pidfile: mode(pidfile), programLog: mode(`${dir}/sleeper.out`) };
}
