import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { etcLookups } from '../../../src/config/etcLookups.ts';
import { loadCtlConfig } from '../../../src/config/loadCtl.ts';
import { processSurroundings } from '../../../src/config/surroundings.ts';
import { askPython, noOracle } from './oracle.ts';

const ENV = { PATH: '/bin', HOME: '/root', LANG: 'C.UTF-8', WHO: 'me' };

const CASES: readonly (readonly [title: string, text: string])[] = [
  ['nothing but the section', '[supervisorctl]\n'],
  ['no section', '[supervisord]\n'],
  [
    'everything',
    '[supervisorctl]\nserverurl=http://h:1\nprompt=p\nusername=u\npassword=%(ENV_WHO)s\nhistory_file=~/h\n',
  ],
  ['a Unix socket', '[supervisorctl]\nserverurl=unix://%(here)s/../s.sock\nhistory_file=%(here)s/h\n'],
  ['a relative Unix socket', '[supervisorctl]\nserverurl=unix://s.sock\nhistory_file=h\n'],
  ['a history without a name', '[supervisorctl]\nhistory_file=\n'],
  ['here in a prompt', '[supervisorctl]\nprompt=%(here)s\n'],
  ['an unknown name', '[supervisorctl]\nserverurl=%(nothing)s\n'],
  ['broken lines', '[supervisorctl]\nnonsense\n'],
  ['included files do not count', '[include]\nfiles=*.x\n[supervisorctl]\n'],
  ['a plug-in', '[supervisorctl]\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b\nkey=%(ENV_WHO)s\n'],
  ['a plug-in without a factory', '[supervisorctl]\n[ctlplugin:x]\n'],
];

describe('[supervisorctl] means what it means to the reference', { skip: noOracle }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctl-'));
  after(() => rmSync(folder, { recursive: true }));
  const files = CASES.map(([, text], index) => {
    const file = join(folder, `${index}.conf`);
    writeFileSync(file, text);
    return file;
  });
  const answers = noOracle
    ? []
    : askPython(
        files.map((file) => ({ ask: 'ctl', file })),
        ENV,
      );
  CASES.forEach(([title], index) => {
    test(title, () => assert.deepEqual(understood(files[index] ?? ''), withoutType(answers[index])));
  });
});

function understood(file: string): unknown {
  const result = loadCtlConfig(file, { ...processSurroundings(etcLookups()), env: ENV });
  if (!result.ok) return { error: result.error };
  return { ok: true, ...result.config, plugins: result.plugins.map(({ name, settings }) => ({ name, settings })) };
}

function withoutType(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('type' in answer)) return answer;
  const { type, ...rest } = answer;
  return rest;
}
