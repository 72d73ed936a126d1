import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { normalise } from '../../helpers/activityLog.ts';
import { type Daemon, withDaemon } from '../../helpers/daemon.ts';
import { type Flavour, noReference } from '../../helpers/flavour.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { INTERFACE, SERVER, SUPERVISORD } from './rpcCase.ts';

/** What people type: Debian's own supervisorctl at both daemons, one shell after the other. */
const SHELLS: readonly {
  readonly title: string;
  readonly file?: () => string;
  readonly commands: readonly string[];
}[] = [
  {
    title: 'asking, starting, stopping, signals, logs',
    commands: [
      'version',
      'status',
      'status cat g:*',
      'status nope',
      'start idle',
      'start idle',
      'start nope missing',
      'stop idle',
      'stop idle',
      'restart cat',
      'signal CONT cat',
      'signal WRONG cat',
      'signal CONT cat idle',
      'stop g:a g:b',
      'start g:*',
      'tail -5 cat',
      'tail cat stderr',
      'tail nope',
      'clear cat',
      'clear all',
      'avail',
      'reread',
      'update',
    ],
  },
  {
    title: 'a changed file',
    file: () => `${HEAD}${CAT}${IDLE}startsecs=0\n${NEW}`,
    commands: ['reread', 'avail', 'update', 'status', 'reread', 'avail'],
  },
  {
    title: 'a file that cannot be used',
    file: () => `${HEAD}[program:x]\n`,
    commands: ['reread', 'update', 'status new'],
  },
  {
    title: 'removing and the end',
    file: () => `${HEAD}${CAT}`,
    commands: [
      'add new',
      'remove new',
      'stop new',
      'remove new',
      'reread',
      'update',
      'maintail -10',
      'status',
      'shutdown',
    ],
  },
];

const HEAD = `${SERVER}${SUPERVISORD.replace('debug', 'info')}${INTERFACE}[supervisorctl]\nserverurl=unix://{dir}/s.sock\n`;
const CAT = '[program:cat]\ncommand=/bin/sh -c "echo hello; exec cat"\nstdout_logfile={dir}/cat.out\nstartsecs=0\n';
const IDLE = '[program:idle]\ncommand=/bin/cat\nautostart=false\n';
const NEW = '[program:new]\ncommand=/bin/cat\nstartsecs=0\n';
const REST = `[program:missing]
command=/no/such/program
autostart=false
[program:a]
command=/bin/cat
startsecs=0
[program:b]
command=/bin/cat
startsecs=0
[group:g]
programs=a,b
`;

describe("Debian's supervisorctl", { skip: noReference }, () => {
  let sides: Readonly<Record<Flavour, readonly string[]>>;
  before(
    async () => {
      const [reference, ours] = await Promise.all([session('reference'), session('ours')]);
      sides = { reference, ours };
    },
    { timeout: 80_000 },
  );
  for (const [index, { title }] of SHELLS.entries()) {
    test(title, () => assert.equal(sides.ours[index], sides.reference[index], 'ours (actual) is not as the reference'));
  }
});

function session(flavour: Flavour): Promise<string[]> {
  return withDaemon({ flavour, config: `${HEAD}${CAT}${IDLE}${REST}` }, async (daemon) => {
    await waitFor('all to run', () => daemon.log().filter(({ text }) => / entered RUNNING/.test(text)).length === 3);
    daemon.sandbox.write('ctl.conf', HEAD);
    const outputs: string[] = [];
    for (const { file, commands } of SHELLS) {
      if (file !== undefined) daemon.sandbox.write('supervisord.conf', file());
      outputs.push(await shell(daemon, commands));
    }
    await daemon.waitExit();
    return outputs;
  });
}

/** Both questions that it may ask are answered with yes. */
function shell({ sandbox }: Daemon, commands: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      '/usr/bin/supervisorctl',
      ['-c', sandbox.path('ctl.conf')],
      { timeout: 40_000 },
      (error, stdout, stderr) => {
        if (error?.killed) reject(new Error(`supervisorctl did not end: ${stdout}${stderr}`));
        const text = normalise(stdout + stderr, sandbox.dir)
          .replace(/^supervisor> 4\.\d\.\d$/m, 'supervisor> <version>')
          .replace(/uptime \d+:\d\d:\d\d/g, 'uptime <time>')
          .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, '<date>');
        resolve(`${text}\nexit status ${error?.code ?? 0}`);
      },
    );
    child.stdin?.end(
      `${commands.flatMap((command) => (command === 'shutdown' ? [command, 'y'] : [command])).join('\n')}\n`,
    );
  });
}
