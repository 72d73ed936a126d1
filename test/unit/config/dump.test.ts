import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dumpIni } from '../../../src/config/dump/ini.ts';
import { dumpObject } from '../../../src/config/dump/json.ts';
import { type LoadResult, loadConfig } from '../../../src/config/load.ts';
import { TEXT_CASES } from '../../compat/config/cases/texts.ts';
import { VALUE_CASES } from '../../compat/config/cases/values.ts';
import { surroundings, write } from './surroundings.ts';

const ENV = { WHO: 'me', NUM: '3', WITH_SPACE: 'a b' };

describe('A configuration that is dumped as INI', () => {
  test('means the same when it is read back, whatever it was written with', (t) => {
    let compared = 0;
    for (const { title, text, files } of [...VALUE_CASES, ...TEXT_CASES]) {
      compared += roundTrip(write(t, { 'supervisord.conf': text, ...files }), surroundings(ENV), title) ? 1 : 0;
    }
    assert.ok(compared > 200, `only ${compared} of the cases are valid`);
  });

  test('keeps values that the dialect has no way to quote', (t) => {
    const file = write(t, AWKWARD);
    const pieces = [
      'a',
      ' ',
      ';',
      '#',
      '%',
      '"',
      "'",
      '\\',
      '\n',
      '\t',
      '[x]',
      '=',
      ':',
      '\r',
      '\u00a0',
      'é',
      '%(here)s',
      '\n ;',
      ',',
      '😀',
    ];
    const value = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, (V) => {
        roundTrip(file, surroundings({ V, Q: JSON.stringify(V) }), JSON.stringify(V));
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  test('resolves what processes share and keeps what tells them apart', (t) => {
    const result = load(write(t, TEMPLATES), surroundings({ DIR: '/srv' }));
    const text = dumpIni(result);
    assert.match(text, /^command=\/srv\/run %\(process_num\)02d %\(ENV_PORT\)s 100%%$/m);
    assert.match(text, /^environment=PORT="80%\(process_num\)d"$/m);
    assert.match(text, /^process_name=web_%\(process_num\)d$/m);
    assert.match(text, /^stdout_logfile=\/tmp\/web-%\(process_num\)d\.log$/m);
    assert.match(text, /^directory=\/srv$/m);
    assert.match(text, /^numprocs=2$/m);
  });

  test('names users by number and signals by name', (t) => {
    const text = dumpIni(
      load(write(t, '[supervisord]\n[program:x]\ncommand=a\nuser=alice\nstopsignal=2\n'), surroundings()),
    );
    assert.match(text, /^user=1000$/m);
    assert.match(text, /^stopsignal=INT$/m);
  });

  test('leaves alone what no process needs', (t) => {
    const file = write(t, '[supervisord]\n[program:x]\ncommand=%z\nnumprocs=0\n');
    assert.match(dumpIni(load(file, surroundings())), /^command=%z$/m);
  });

  test('has the [supervisorctl] section too', (t) => {
    const file = write(t, '[supervisord]\n[supervisorctl]\nserverurl=unix://%(here)s/s.sock\nprompt=a%%b\n');
    const text = dumpIni(load(file, surroundings()));
    assert.match(text, /^serverurl=unix:\/\/\/.*\/s\.sock$/m);
    assert.match(text, /^prompt=a%%b$/m);
  });
});

const AWKWARD = [
  '[supervisord]',
  'identifier=%(ENV_V)s',
  'environment=A=%(ENV_Q)s',
  '[program:x]',
  'command=%(ENV_V)s',
  'directory=%(ENV_V)s',
  'environment=B=%(ENV_Q)s',
  '[program:y]',
  'command=%(process_num)d %(ENV_V)s',
  'numprocs=2',
  'process_name=%(process_num)d%(ENV_V)s',
  '[unix_http_server]',
  'file=/tmp/s',
  'username=%(ENV_V)s',
  'password=%(ENV_V)s',
  '[rpcinterface:r]',
  'supervisor.rpcinterface_factory=a:b',
  'key=%(ENV_V)s',
  '',
].join('\n');

const TEMPLATES = [
  '[supervisord]',
  '[program:web]',
  'command=%(ENV_DIR)s/run %(process_num)02d %(ENV_PORT)s 100%%',
  'environment=PORT="80%(process_num)d"',
  'process_name=%(program_name)s_%(process_num)d',
  'directory=%(ENV_DIR)s',
  'stdout_logfile=/tmp/%(program_name)s-%(process_num)d.log',
  'numprocs=2',
  '',
].join('\n');

/** False where there is nothing to dump. */
function roundTrip(file: string, context: ReturnType<typeof surroundings>, title: string): boolean {
  const result = loadConfig(file, context);
  if (!result.ok) return false;
  const text = dumpIni(result);
  const copy = `${file}.dump`;
  writeFileSync(copy, text);
  const again = load(copy, context);
  assert.deepEqual(meaning(again), meaning(result), `${title}\n${text}`);
  assert.equal(dumpIni(again), text, title);
  return true;
}

function load(file: string, context: ReturnType<typeof surroundings>): LoadResult & { readonly ok: true } {
  const result = loadConfig(file, context);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result;
}

function meaning(result: LoadResult): unknown {
  const { file, warnings, infos, ...rest } = dumpObject(result);
  return rest;
}
