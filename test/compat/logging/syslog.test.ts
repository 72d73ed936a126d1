import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalise } from '../../helpers/activityLog.ts';
import { withDaemon } from '../../helpers/daemon.ts';
import { type Flavour, noReference } from '../../helpers/flavour.ts';
import { noNamespace } from '../../helpers/pidNamespace.ts';
import { LISTENER, OWN_DEV, received, type SocketKind } from '../../helpers/syslogDaemon.ts';
import { waitFor } from '../../helpers/waitFor.ts';

/** What arrives at /dev/log, byte for byte; each daemon has a /dev of its own. */

const CONFIG = `[supervisord]
logfile=syslog
pidfile={dir}/supervisord.pid
[program:talker]
command={dir}/talk.sh
stdout_syslog=true
stdout_logfile={dir}/talker.out
stderr_logfile=syslog
`;

const TALK = `#!/bin/sh
printf 'one\\n\\ntw\\303\\266 100%% %%s\\n  three \\t \\n<3>four\\n'
sleep 0.5
echo problem >&2
exec sleep 1000
`;

const LISTEN = (kind: SocketKind) => `${OWN_DEV}
python3 {dir}/listen.py /dev/log ${kind} > {dir}/received &
while [ ! -s {dir}/received ]; do sleep 0.05; done
exec "$@"`;

async function seen(flavour: Flavour, kind: SocketKind): Promise<string[]> {
  const files = { 'talk.sh': { text: TALK, mode: 0o755 }, 'listen.py': LISTENER };
  const wrap = ['unshare', '--mount', 'sh', '-c', LISTEN(kind), 'sh'];
  return withDaemon({ flavour, config: CONFIG, files, wrap }, async (daemon) => {
    const messages = () => received(daemon.sandbox.read('received') ?? '');
    const has = (text: string) => messages().some((message) => message.includes(text));
    await waitFor('RUNNING and both channels', () => has('success: talker') && has('problem'));
    daemon.signal('SIGTERM');
    await daemon.waitExit();
    await waitFor('the last message', () => has('stopped: talker'));
    return messages()
      .filter((message) => !message.includes(' to die'))
      .map((message) => normalise(message.replace(STAMP, '<stamp>'), daemon.sandbox.dir));
  });
}

const STAMP = /(?<=^<14>)[A-Z][a-z]{2} (?: \d|\d\d) \d\d:\d\d:\d\d(?= )/;

describe('syslog', { skip: noReference || noNamespace }, () => {
  for (const kind of ['datagram', 'stream'] as const) {
    test(`the same bytes arrive at a ${kind} socket`, { timeout: 60_000 }, async () => {
      const [reference, ours] = await Promise.all([seen('reference', kind), seen('ours', kind)]);
      const end = kind === 'stream' ? '\0' : '';
      assert.ok(reference.includes(`<14><stamp> supervisord: talker tw\xc3\xb6 100% %s${end}`), reference.join('\n'));
      assert.ok(reference.some((message) => message.endsWith(`INFO spawned: 'talker' with pid <pid>\n${end}`)));
      assert.deepEqual(ours, reference);
    });
  }
});
