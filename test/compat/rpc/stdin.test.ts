import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDaemon } from '../../helpers/daemon.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { call } from './client.ts';
import { calls, INTERFACE, rpcCase, SERVER, type Side, SUPERVISORD, until } from './rpcCase.ts';

async function output({ daemon }: Side, name: string, end: string): Promise<string> {
  return waitFor(`${end} in ${name}`, () => {
    const text = daemon.sandbox.read(name);
    return text?.endsWith(end) ? text : null;
  });
}

rpcCase({
  title: 'standard input',
  sections: `
[program:cat]
command=/bin/cat
stdout_logfile={dir}/cat.out
[program:deaf]
command=/bin/sh -c "exec 0<&-; echo closed; sleep 100"
stdout_logfile={dir}/deaf.out
[program:idle]
command=/bin/cat
autostart=false
`,
  steps: [
    until('cat', 'RUNNING'),
    until('deaf', 'RUNNING'),
    calls('sendProcessStdin', ['cat', 'plain\n']),
    calls('sendProcessStdin', ['cat', '']),
    calls('sendProcessStdin', ['cat', 'beyond ASCII: ä€😀\n']),
    {
      title: 'it arrives as UTF-8',
      run: (side) => output(side, 'cat.out', Buffer.from('😀\n').toString('latin1')),
      shows: /plain/,
    },
    calls('sendProcessStdin', ['cat', 5]),
    calls('sendProcessStdin', ['cat', true]),
    calls('sendProcessStdin', ['cat', null]),
    calls('sendProcessStdin', ['cat', [1, 'two', { three: 3 }]]),
    calls('sendProcessStdin', ['nope', 5]),
    calls('sendProcessStdin', ['nope', 'x']),
    calls('sendProcessStdin', ['cat:*', 'x']),
    calls('sendProcessStdin', ['idle', 'x']),
    calls('sendProcessStdin', ['deaf', 'x'], { shows: /NO_FILE: deaf/ }),
    calls('sendProcessStdin', ['deaf', 'x']),
    calls('sendProcessStdin', ['cat']),
    {
      title: 'more than a pipe holds arrives whole and in order',
      run: async (side) => {
        const line = 'x'.repeat(99_999);
        const outcomes = [];
        for (const last of ['1', '2', 'end']) {
          outcomes.push(await side.call('supervisor.sendProcessStdin', 'cat', `${line}${last}\n`));
        }
        const text = await output(side, 'cat.out', 'end\n');
        return [outcomes, text.split('\n').map((each) => each.length)];
      },
      shows: /100000/,
    },
  ],
});

test('a program that does not read its input holds nobody up, and is given no more after a while', async () => {
  const config = `${SERVER}${SUPERVISORD}${INTERFACE}[program:busy]\ncommand=/bin/sleep 100\nstartsecs=0\n`;
  await withDaemon({ flavour: 'ours', config }, async (daemon) => {
    await daemon.waitLog(/entered RUNNING/);
    const target = { address: daemon.sandbox.path('s.sock') };
    const chunk = 'x'.repeat(400_000);
    const outcomes = [];
    for (let i = 0; i < 5; i++) outcomes.push(await call(target, 'supervisor.sendProcessStdin', 'busy', chunk));
    assert.deepEqual(outcomes.slice(0, 2), [{ value: true }, { value: true }]);
    assert.deepEqual(outcomes.at(-1), {
      fault: [30, 'FAILED: busy does not read its input, and too much is waiting for it'],
    });
    assert.deepEqual(await call(target, 'supervisor.stopProcess', 'busy'), { value: true });
  });
});
