import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openRotatingFile } from '../../../src/logging/rotatingFile.ts';
import { temporaryDirectory } from '../../unit/logging/fakes.ts';
import { python, skip } from './python.ts';

/** Writes chunks through the reference's handler; `!reopen` and `!remove` are what SIGUSR2 and clearing a log do. */
const REFERENCE = `
from supervisor.loggers import LogRecord, getLogger, handle_file
logger = getLogger()
rotating = data['maxbytes'] > 0
handle_file(logger, data['path'], '%(message)s', rotating, data['maxbytes'], data['backups'])
handler = logger.handlers[0]
for step in data['steps']:
    if step == '!reopen': handler.reopen()
    elif step == '!remove': handler.remove(); handler.reopen()
    else: handler.emit(LogRecord(20, step.encode('latin-1')))
handler.close()
result = None`;

interface Case {
  readonly maxbytes: number;
  readonly backups: number;
  readonly steps: readonly string[];
  /** Files that are there before. */
  readonly before?: Readonly<Record<string, string>>;
}

const numbered = (count: number, size: number) => Array.from({ length: count }, (_, i) => `${i}`.padEnd(size, '.'));

const CASES: Readonly<Record<string, Case>> = {
  'no limit': { maxbytes: 0, backups: 3, steps: numbered(20, 30) },
  'three backups, chunks smaller than the limit': { maxbytes: 50, backups: 3, steps: numbered(40, 7) },
  'one backup, chunks that hit the limit exactly': { maxbytes: 20, backups: 1, steps: numbered(9, 10) },
  'chunks longer than the limit': { maxbytes: 10, backups: 2, steps: numbered(7, 25) },
  'no backups': { maxbytes: 50, backups: 0, steps: numbered(23, 7) },
  'more than nine backups': { maxbytes: 5, backups: 12, steps: numbered(30, 6) },
  'bytes that are no text': { maxbytes: 30, backups: 2, steps: ['\xff\xfe\x00', '\n\r\n', 'caf\xe9'.repeat(9), 'x'] },
  'a log that is there already': { maxbytes: 10, backups: 2, steps: ['ab', 'cd'], before: { log: '123456789' } },
  'a log that is too long already': { maxbytes: 10, backups: 2, steps: ['a', 'b'], before: { log: 'x'.repeat(99) } },
  'a gap in the backups': {
    maxbytes: 5,
    backups: 4,
    steps: ['123456', 'x'],
    before: { 'log.1': 'one', 'log.3': 'three' },
  },
  'backups beyond the limit stay': {
    maxbytes: 5,
    backups: 1,
    steps: ['123456'],
    before: { 'log.2': '2', 'log.9': '9' },
  },
  'reopened and cleared in between': {
    maxbytes: 15,
    backups: 2,
    steps: ['aaaaaaaa', '!reopen', 'bbbb', '!remove', 'cccc', 'dddddddddddd', '!reopen', 'ee'],
  },
};

for (const [title, { maxbytes, backups, steps, before = {} }] of Object.entries(CASES)) {
  test(`Rotation leaves the files that the reference leaves: ${title}`, { skip }, (t) => {
    const directory = temporaryDirectory(t);
    const [ours, theirs] = ['ours', 'theirs'].map((name) => prepare(join(directory, name), before));
    assert.ok(ours && theirs);
    write(join(ours, 'log'), maxbytes, backups, steps);
    python(REFERENCE, { path: join(theirs, 'log'), maxbytes, backups, steps });
    assert.deepEqual(contents(ours), contents(theirs));
  });
}

function prepare(directory: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, 'latin1');
  return directory;
}

function write(path: string, maxbytes: number, backups: number, steps: readonly string[]): void {
  const report = (_: string, message: string) => assert.fail(message);
  const file = openRotatingFile({ path, maxbytes, backups, report });
  for (const step of steps) {
    if (step === '!reopen') file.reopen();
    else if (step === '!remove') file.remove();
    else file.write(Buffer.from(step, 'latin1'));
  }
  file.close();
}

function contents(directory: string): Record<string, string> {
  const names = readdirSync(directory).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'latin1')]));
}
