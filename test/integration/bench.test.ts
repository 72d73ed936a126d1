import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Contestant } from '../bench/contestants/index.ts';
import { experiment } from '../bench/experiment.ts';
import { report } from '../bench/report.ts';
import { measure } from '../bench/rounds.ts';
import { createWorkspace, type Workspace } from '../bench/workspace.ts';
import { ROOT } from '../helpers/flavour.ts';
import { markedPids } from '../helpers/processes.ts';
import { createSandbox } from '../helpers/sandbox.ts';

test('npm run bench prints a table for the README and writes what it has measured', async () => {
  const sandbox = createSandbox();
  try {
    const json = sandbox.path('figures.json');
    const { status, stdout, stderr } = await bench('startup', '--rounds', '1', '--only', 'ours', '--json', json);
    // 1 is a missed target: this machine may be busy.
    assert.ok(status === 0 || status === 1, stderr);
    assert.match(stdout, /^Measured by `npm run bench` on \d{4}-\d\d-\d\d: \d+ cores?, Linux [\d.]+, Node\.js [\d.]+/m);
    assert.match(stdout, /^\| \| tsupervisord [\d.]+ \|\n\|---\|---:\|$/m);
    assert.match(stdout, /^\| daemon, from exec until its socket takes a connection ¹ \| [\d,]+ ms \|$/m);
    const { experiments } = JSON.parse(readFileSync(json, 'utf8'));
    assert.equal(experiments[0].name, 'startup');
    assert.ok(experiments[0].figures.ours[0].socket > 1, JSON.stringify(experiments));
  } finally {
    sandbox.remove();
  }
});

suite('An experiment', () => {
  let workspace: Workspace;
  before(() => {
    workspace = createWorkspace();
    workspace.compile();
  });
  after(() => workspace.remove());

  test('ends who does not come to an end, with all that it left, and says so in the table', async () => {
    let mark = '';
    const stubborn = experiment({
      ...{ name: 'stubborn', about: '', who: ['ours'], bound: 2, rounds: 1 },
      measures: {
        start: { title: 'start', unit: 's', digits: 0 },
        stop: { title: 'stop', unit: 's', digits: 0 },
        memory: { title: 'memory', unit: 'MB', digits: 0 },
      },
      run: async ({ start, note, sandbox }) => {
        mark = sandbox.mark;
        const running = await start({ program: 'sleeper' });
        await running.stamps(1);
        note({ start: 0 });
        note({ stop: await running.stop() });
      },
    });
    const outcome = await measure(stubborn, [deaf('"$@" & wait')], 1, workspace, () => undefined);
    assert.deepEqual(outcome.failed, new Set());
    assert.match(table(outcome), /^\| start ¹ \| 0 s \|\n\| stop ¹ \| over [12] s \|\n\| memory ¹ \| \|$/m);
    assert.deepEqual(markedPids(mark), []);
  });

  test('fails with what was said by who ends while it is measured', async () => {
    const said: string[] = [];
    const brief = experiment({
      ...{ name: 'brief', about: '', who: ['ours'], bound: 10, rounds: 2 },
      measures: { start: { title: 'start', unit: 's', digits: 0 } },
      run: async ({ start, note }) => note({ start: (await (await start({ program: 'sleeper' })).stamps(1)).length }),
    });
    const outcome = await measure(brief, [deaf('echo no such luck >&2; exit 3')], 2, workspace, (text) =>
      said.push(text),
    );
    assert.deepEqual(outcome.failed, new Set(['ours']));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /it has ended \(3\) while it was measured:\nno such luck/);
  });
});

function deaf(script: string): Contestant {
  const argv = (command: readonly string[]) => ['/bin/sh', '-c', script, 'sh', ...command];
  const common = { id: 'ours', title: 'deaf', file: '/bin/sh', most: 1, stop: 'SIGCONT' } as const;
  return { ...common, supervise: (_, workload) => argv(workload.argv) };
}

function table(outcome: Awaited<ReturnType<typeof measure>>): string {
  const machine = { date: '2026-01-01', cores: 1, kernel: '6', node: '20', fileSystem: null };
  return report(machine, [deaf('')], [outcome]);
}

function bench(...args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const line = ['--import', 'tsx', join(ROOT, 'test/bench/main.ts'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, line, { cwd: ROOT, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
