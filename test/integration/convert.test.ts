import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { withDaemon } from '../helpers/daemon.ts';
import { OURS } from '../helpers/flavour.ts';
import { createSandbox } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/waitFor.ts';

const PROCFILE = `# as foreman runs it
web: echo "port $PORT, \${COLOUR:-red}, 100% ; fine"; exec sleep 1000
worker: ./work 'two words' "50%" ; echo never
release: echo released
`;

test('A Procfile is converted, and what comes of it runs', { timeout: 60_000 }, async (t) => {
  const sandbox = createSandbox();
  t.after(sandbox.remove);
  sandbox.write('app/Procfile', PROCFILE);
  sandbox.write('app/.env', 'COLOUR=blue\n');
  sandbox.write('app/work', { text: '#!/bin/sh\necho "$*"\nexec sleep 1000\n', mode: 0o755 });
  const file = sandbox.path('converted.conf');
  execFileSync(OURS, ['convert', sandbox.path('app'), '-o', file]);
  assert.equal(spawnSync(OURS, ['--check', '--strict', '-c', file]).status, 0);
  const text = (sandbox.read('converted.conf') ?? '').replaceAll('/tmp/supervisor.sock', sandbox.path('x.sock'));
  const config = text.replace('[supervisord]', `[supervisord]\npidfile=${sandbox.path('x.pid')}`);
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    const shown = () => daemon.stdout().split('\n');
    await waitFor('the output of both', () => [WEB, WORKER].every((line) => shown().includes(line)), {
      state: daemon.stdout,
    });
    assert.ok(shown().indexOf('release | released') < shown().indexOf(WEB));
    daemon.signal('SIGTERM');
    assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
    assert.deepEqual(daemon.processes(), []);
  });
});

const WEB = 'web | port 5000, blue, 100% ; fine';
const WORKER = 'worker | two words 50%';
