import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { withDaemon } from '../../helpers/daemon.ts';
import { noReference } from '../../helpers/flavour.ts';
import { freePort } from '../../helpers/freePort.ts';
import { refusals } from '../../helpers/refused.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { call, http } from './client.ts';
import { calls, INTERFACE, rpcCase, SERVER, type Side, SUPERVISORD, until } from './rpcCase.ts';

async function status({ socket }: Side, method: string, path: string, body = ''): Promise<unknown> {
  const reply = await http({ address: socket }, { method, path }, body);
  return [reply.status, reply.headers['content-type']];
}

const CALL = "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName></methodCall>";

/** What the reference logs about its servers, and what ours does not have to say. */
function serverLines({ daemon }: Side): string[] {
  return daemon.messages().filter((message) => /RPC interface|authentication/.test(message));
}

rpcCase({
  title: 'requests over HTTP',
  files: { 'cat.err': 'on stderr\n' },
  sections: `
[program:cat]
command=/bin/sh -c "echo hello; cat"
stdout_logfile={dir}/cat.out
stderr_logfile={dir}/cat.err
[program:none]
command=/bin/cat
stdout_logfile=NONE
stderr_logfile={dir}/none.err
autostart=false
`,
  steps: [
    until('cat', 'RUNNING'),
    { title: 'lines of the activity log', run: async (side) => serverLines(side), shows: /RPC interface 'supervisor'/ },
    {
      title: 'mode of the socket',
      run: async ({ socket }) => (statSync(socket).mode & 0o7777).toString(8),
      shows: /700/,
    },
    { title: 'POST /RPC2', run: (side) => status(side, 'POST', '/RPC2', CALL) },
    { title: 'POST /RPC2 and more', run: (side) => status(side, 'POST', '/RPC2/x', CALL) },
    { title: 'GET /RPC2', run: (side) => status(side, 'GET', '/RPC2') },
    ...['/ok.html', '/ok.html?x=1', '/%6fk.html'].map((path) => ({
      title: `GET ${path}`,
      run: async ({ socket }: Side) => {
        const { status: code, headers, body } = await http({ address: socket }, { method: 'GET', path });
        return [code, headers['content-type'], body.toString()];
      },
      shows: /200,"text\/plain","OK"/,
    })),
    { title: 'GET /ok.html/x', run: (side) => status(side, 'GET', '/ok.html/x'), shows: /404/ },
    { title: 'no XML', run: (side) => status(side, 'POST', '/RPC2', 'x') },
    {
      title: 'no method name',
      run: (side) => status(side, 'POST', '/RPC2', '<methodCall><methodName></methodName></methodCall>'),
    },
    ...[
      '/logtail/nope',
      '/logtail/',
      '/logtail/cat/nope',
      '/logtail/cat/name',
      '/logtail/cat/stdout/more',
      '/logtail/cat:*',
      '/logtail/none',
      '/logtail/none/stderr',
      '/logtail/..%2f..%2fetc%2fpasswd',
      '/logtail/cat/../../../etc/passwd',
      '/logtail/cat%00',
    ].map((path) => ({ title: `GET ${path}`, run: (side: Side) => status(side, 'GET', path), shows: /404/ })),
    { title: 'POST /logtail/cat', run: (side) => status(side, 'POST', '/logtail/cat', 'x') },
    ...['/logtail/cat', '/logtail/cat/stdout', '/logtail/cat:cat?x=1', '//logtail/cat'].map((path) => ({
      title: `GET ${path} follows the log`,
      run: async ({ socket, call: ask }: Side) => {
        const reply = http({ address: socket }, { path }, '', path.startsWith('//') ? undefined : 'followed\n');
        await ask('supervisor.sendProcessStdin', 'cat', 'followed\n');
        const { status: code, headers, body } = await reply;
        return [
          code,
          headers['content-type'],
          headers['transfer-encoding'],
          code === 200 && body.endsWith('followed\n'),
        ];
      },
    })),
    {
      title: 'GET /logtail/cat/stderr',
      run: async ({ socket }) => (await http({ address: socket }, { path: '/logtail/cat/stderr' }, '', '\n')).body,
      shows: /on stderr/,
    },
    {
      title: 'GET /mainlogtail',
      run: async ({ socket }) => {
        const reply = await http({ address: socket }, { path: '/mainlogtail' }, '', 'entered RUNNING');
        return [reply.status, reply.headers['content-type']];
      },
    },
    calls('getState'),
  ],
});

rpcCase({
  title: 'without an interface there is system alone',
  sections: '',
  config: `${SERVER}${SUPERVISORD}[program:cat]\ncommand=/bin/cat\n`,
  steps: [
    { title: 'system.listMethods', run: ({ call: ask }) => ask('system.listMethods'), shows: /system\.multicall/ },
    calls('getState', [], { shows: /UNKNOWN_METHOD/ }),
    { title: 'lines of the activity log', run: async (side) => serverLines(side) },
  ],
});

rpcCase({
  title: 'the name of the interface is that of its section',
  sections: '',
  config: `${SERVER}[unix_http_server:second]\nfile={dir}/second.sock\nusername=u\npassword=p\n${SUPERVISORD}${INTERFACE.replace(':supervisor]', ':other]')}`,
  steps: [
    { title: 'other.getState', run: ({ call: ask }) => ask('other.getState'), shows: /RUNNING/ },
    calls('getState', [], { shows: /UNKNOWN_METHOD/ }),
    {
      title: 'the second server, with and without its password',
      run: async ({ daemon }) => {
        const address = daemon.sandbox.path('second.sock');
        await waitFor('the second socket', () => existsSync(address));
        return [
          await call({ address }, 'other.getState'),
          await call({ address, auth: 'u:wrong' }, 'other.getState'),
          await call({ address, auth: 'u:p' }, 'other.getState'),
        ];
      },
      shows: /401.*401.*RUNNING/,
    },
    {
      title: 'lines of the activity log',
      run: async (side) => serverLines(side),
      shows: /'other' initialized.*'other'/,
    },
  ],
});

describe('an end and a restart', { skip: noReference }, () => {
  for (const flavour of ['reference', 'ours'] as const) {
    test(`${flavour}: the socket goes with the daemon, and is made anew by a restart`, async () => {
      await withDaemon({ flavour, config: `${SERVER}${SUPERVISORD}${INTERFACE}` }, async (daemon) => {
        const address = daemon.sandbox.path('s.sock');
        await daemon.waitLog(/^supervisord started/);
        assert.deepEqual(await call({ address }, 'supervisor.restart'), { value: true });
        await daemon.waitLog(/^supervisord started/, 2);
        assert.deepEqual(await call({ address }, 'supervisor.shutdown'), { value: true });
        assert.deepEqual(await daemon.waitExit(), { code: 0, signal: null });
        assert.ok(!existsSync(address));
      });
    });
  }

  test('ours: a restart with a file that cannot be used is refused, and everything runs on', async () => {
    const config = `${SERVER}${SUPERVISORD}${INTERFACE}[program:cat]\ncommand=/bin/cat\nstartsecs=0\n`;
    await withDaemon({ flavour: 'ours', config }, async (daemon) => {
      const target = { address: daemon.sandbox.path('s.sock') };
      await daemon.waitLog(/entered RUNNING/);
      daemon.sandbox.write('supervisord.conf', '[supervisord]\nloglevel=loud\n');
      const outcome = await call(target, 'supervisor.restart');
      assert.ok('fault' in outcome && outcome.fault[0] === 92, JSON.stringify(outcome));
      const state = await call(target, 'supervisor.getState');
      assert.deepEqual(state, { value: { statecode: 1, statename: 'RUNNING' } });
    });
  });

  test('ours: a factory written in Python is a warning, and everything else works', async () => {
    const plugin = '[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory = twiddler:make\nsetting = x\n';
    await withDaemon({ flavour: 'ours', config: `${SERVER}${SUPERVISORD}${INTERFACE}${plugin}` }, async (daemon) => {
      const entry = await daemon.waitLog(/RPC interface 'twiddler' is not available.*twiddler:make/);
      assert.equal(entry.level, 'WARN');
      await daemon.waitLog(/^supervisord started/);
      const target = { address: daemon.sandbox.path('s.sock') };
      assert.deepEqual(await call(target, 'twiddler.x'), { fault: [1, 'UNKNOWN_METHOD'] });
      assert.ok('value' in (await call(target, 'supervisor.getPID')));
    });
  });

  test('ours: a TCP server without a password that can be reached from elsewhere is warned of twice', async () => {
    const config = `[inet_http_server]\nport=*:${await freePort()}\n${SUPERVISORD}${INTERFACE}`;
    await withDaemon({ flavour: 'ours', config }, async (daemon) => {
      await daemon.waitLog(/^supervisord started/);
      const warnings = daemon
        .messages()
        .filter((message) => message.startsWith('CRIT') && /inet_http_server/.test(message));
      assert.equal(warnings.length, 2, warnings.join('\n'));
    });
  });
});

describe("Python's xmlrpc.client over TCP with a password", { skip: noReference }, () => {
  for (const flavour of ['reference', 'ours'] as const) {
    test(flavour, async () => {
      const port = await freePort();
      const server = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=user\npassword={SHA}${SHA}\n`;
      const config = `${server}${SUPERVISORD}${INTERFACE}[program:cat]\ncommand=/bin/cat\nstartsecs=0\n`;
      await withDaemon({ flavour, config }, async (daemon) => {
        await daemon.waitLog(/entered RUNNING/);
        const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', CLIENT, String(port)], {
          timeout: 30_000,
        });
        assert.equal(stdout, SEEN);
      });
    });
  }
});

/** Of `secret`. */
const SHA = 'e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4';

const CLIENT = `
import sys, xmlrpc.client
def proxy(password): return xmlrpc.client.ServerProxy('http://user:%s@127.0.0.1:%s/RPC2' % (password, sys.argv[1]))
server = proxy('secret')
print(server.supervisor.getState())
print(server.supervisor.stopProcess('cat'), server.supervisor.startProcess('cat', False))
print(sorted(server.supervisor.getProcessInfo('cat')))
print(server.system.multicall([
  {'methodName': 'supervisor.getAPIVersion', 'params': []},
  {'methodName': 'supervisor.getProcessInfo', 'params': ['nope']},
]))
for call in (lambda: server.supervisor.startProcess('nope'), lambda: server.supervisor.nope()):
    try: print(call())
    except xmlrpc.client.Fault as fault: print(fault.faultCode, fault.faultString)
try: proxy('wrong').supervisor.getState()
except xmlrpc.client.ProtocolError as error: print(error.errcode, error.errmsg)
`;

const SEEN = `{'statecode': 1, 'statename': 'RUNNING'}
True True
['description', 'exitstatus', 'group', 'logfile', 'name', 'now', 'pid', 'spawnerr', 'start', 'state', 'statename', 'stderr_logfile', 'stdout_logfile', 'stop']
['3.0', {'faultCode': 10, 'faultString': 'BAD_NAME: nope'}]
10 BAD_NAME: nope
1 UNKNOWN_METHOD
401 Unauthorized
`;

describe('a port that is taken', { skip: noReference }, () => {
  const holder = createServer();
  let port = 0;
  before(async () => {
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(() => void holder.close());
  for (const flavour of ['reference', 'ours'] as const) {
    test(`${flavour}: ends with status 2 and says so`, async () => {
      const config = `[inet_http_server]\nport=127.0.0.1:${port}\n${SUPERVISORD}${INTERFACE}`;
      await withDaemon({ flavour, config }, async (daemon) => {
        assert.deepEqual(await daemon.waitExit(), { code: 2, signal: null });
        assert.match(daemon.stderr(), /^Error: Another program is already listening on a port/m);
      });
    });
  }
});

refusals('servers that cannot be opened', [
  {
    title: 'a socket in a directory that does not exist',
    sections: `[unix_http_server]\nfile={dir}/gone/s.sock\n${INTERFACE}`,
    says: /Cannot open an HTTP server: socket.error reported errno.ENOENT \(2\)/,
  },
  {
    title: 'settings of [DEFAULT] that reach the interface',
    sections: `[DEFAULT]\nx=1\n${SERVER}${INTERFACE}`,
    says: /Could not make supervisor rpc interface/,
  },
]);
