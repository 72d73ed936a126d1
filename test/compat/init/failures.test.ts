import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { dir, OUR_INIT, run, TINI, write } from './inits.ts';

write('script', { text: 'exit 7\n', mode: 0o755 });
write('plain', { text: 'exit 7\n', mode: 0o644 });
write('badInterpreter', { text: '#!/no/interpreter -x\n', mode: 0o755 });
write('windows', { text: '#!/bin/sh\r\nexit 0\r\n', mode: 0o755 });
write('first/tool', { text: '#!/bin/sh\nexit 1\n', mode: 0o644 });
write('second/tool', { text: '#!/bin/sh\nexit 8\n', mode: 0o755 });
write('only/tool', { text: '#!/bin/sh\nexit 1\n', mode: 0o644 });
chmodSync(join(dir, 'first'), 0o755);
symlinkSync('loop', join(dir, 'loop'));
// An ELF file for a machine that there is none of, as the kernel sees it.
write('foreign', { text: `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x02\0\x7f\x7f${'\0'.repeat(64)}`, mode: 0o755 });

interface Failure {
  readonly command: string;
  /** tini's, too, unless it differs. */
  readonly status: number;
  readonly says: RegExp;
  readonly path?: string;
  /** tini gives it to a shell, which cannot make anything of it either. */
  readonly differs?: true;
}

const FAILURES: readonly Failure[] = [
  { command: '/no/such', status: 127, says: /cannot run \/no\/such: there is no such file\. Check/ },
  {
    command: 'nosuch',
    status: 127,
    says: /cannot run nosuch: there is no such program in PATH \(\/usr\/bin:\/bin[:)]/,
  },
  { command: '', status: 127, says: /the command is empty/ },
  {
    command: `${dir}/badInterpreter`,
    status: 127,
    says: /its interpreter \/no\/interpreter \(first line\) does not exist/,
  },
  { command: `${dir}/windows`, status: 127, says: /CR LF, as on Windows.*"\/bin\/sh\\r"/ },
  { command: `${dir}/plain`, status: 126, says: /plain: it is not executable\. .*chmod \+x/ },
  { command: '/etc', status: 126, says: /\/etc: it is a directory/ },
  { command: 'tool', status: 126, says: /only\/tool: it is not executable/, path: `${dir}/only:/bin` },
  { command: '/etc/passwd/x', status: 1, says: /ENOTDIR \(not a directory\)/ },
  { command: `${dir}/loop`, status: 1, says: /ELOOP/ },
  { command: `${dir}/foreign`, status: 126, says: /binary for another kind of processor/, differs: true },
];

describe('a command that cannot be run', { timeout: 60_000 }, () => {
  for (const { command, status, says, path = '/usr/bin:/bin', differs } of FAILURES) {
    test(`${JSON.stringify(command.replace(dir, '.'))} gives ${status} and a message`, async () => {
      // Our launcher looks for node there, too.
      const env = { PATH: `${path}:${dirname(process.execPath)}` };
      const seen = await run([...OUR_INIT.single, command], { env });
      assert.equal(seen.status, status, seen.stderr);
      assert.match(seen.stderr, says);
      assert.equal(seen.stderr.trim().split('\n').length, 1, seen.stderr);
      if (TINI.skip !== false || differs) return;
      assert.equal((await run([...TINI.single, command], { env })).status, status);
    });
  }
});

describe('a command that is found as execvp(3) finds it', { timeout: 60_000 }, () => {
  const node = dirname(process.execPath);
  const CASES: readonly (readonly [title: string, command: string, path: string, status: number])[] = [
    ['a script without an interpreter is one for the shell', `${dir}/script`, '/bin', 7],
    ['a file that may not be run is passed over', 'tool', `${dir}/first:${dir}/second:/bin`, 8],
    ['a directory that is none is passed over', 'tool', `/etc/passwd:/no/such:${dir}/second:/bin`, 8],
    ['an empty entry is the current directory', 'script', ':/bin', 7],
    ['a path is relative to the current directory', './second/tool', '/bin', 8],
  ];
  for (const [title, command, path, status] of CASES) {
    test(title, async () => {
      for (const init of [TINI, OUR_INIT]) {
        if (init.skip !== false) continue;
        const seen = await run([...init.single, command], { env: { PATH: `${path}:${node}` } });
        assert.equal(seen.status, status, `${init.name}: ${seen.stderr}`);
      }
    });
  }
});
