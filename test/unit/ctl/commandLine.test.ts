import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCommandLine, UsageError } from '../../../src/ctl/commandLine.ts';
import { statusFlags } from '../../../src/ctl/commands/statusFlags.ts';
import { usage } from '../../../src/ctl/usage.ts';

describe('the options in front of an action', () => {
  const GOOD = [
    ['-c a.conf status x', { configuration: 'a.conf' }, ['status', 'x']],
    ['-ica.conf', { interactive: '', configuration: 'a.conf' }, []],
    ['--user=me --pass you pid', { username: 'me', password: 'you' }, ['pid']],
    ['--history-file=h', { history: 'h' }, []],
    ['--hist h', { history: 'h' }, []],
    ['tail -f x', {}, ['tail', '-f', 'x']],
    ['-- -x', {}, ['-x']],
  ] as const;
  for (const [line, given, words] of GOOD) {
    test(line, () => assert.deepEqual(readCommandLine(line.split(' ')), { given, words }));
  }
  const BAD = [
    ['-x', 'option -x not recognized'],
    ['-?s', 'option -s requires argument'],
    ['--server', 'option --serverurl requires argument'],
    ['--h x', 'option --h not a unique prefix'],
    ['-u a -u b', "conflicting command line option '-u'"],
    ['-s localhost', "invalid value for -s 'localhost': value 'localhost' is not a URL"],
    ['-s unix://', "invalid value for -s 'unix://': value 'unix://' is not a URL"],
  ] as const;
  for (const [line, message] of BAD) {
    test(`${line} is refused`, () => assert.throws(() => readCommandLine(line.split(' ')), new UsageError(message)));
  }
  test('help makes what follows it irrelevant', () => {
    assert.deepEqual(readCommandLine(['-h', '-s', 'nourl']).given, { help: '' });
  });
  test('the usage names every action and option', () => {
    for (const word of ['tsupervisorctl', 'maintail', 'completion', '--serverurl', '-r']) {
      assert.ok(usage('tsupervisorctl').includes(word), word);
    }
  });
});

describe('the options of status', () => {
  const CASES = [
    ['--json', { json: true, wait: null, timeout: 60, names: [] }],
    ['a --wait b', { json: false, wait: 'RUNNING', timeout: 60, names: ['a', 'b'] }],
    ['--wait=stopped --timeout=1.5', { json: false, wait: 'STOPPED', timeout: 1.5, names: [] }],
    ['--timeout=x', 'Error: --timeout takes a number of seconds, as in --timeout=30'],
    ['--timeout', 'Error: --timeout takes a number of seconds, as in --timeout=30'],
    ['--json=1', 'Error: --json takes no value'],
    ['--jsno', 'Error: status has no option --jsno; it has --json, --wait, --timeout'],
  ] as const;
  for (const [line, flags] of CASES) test(line, () => assert.deepEqual(statusFlags(line.split(' ')), flags));
});
