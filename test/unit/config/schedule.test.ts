import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Cron } from 'croner';
import fc from 'fast-check';
import { loadConfig } from '../../../src/config/load.ts';
import { cron } from '../../../src/config/types/cron.ts';
import { amount, sizeText } from '../../../src/config/types/numbers.ts';
import { surroundings, write } from './surroundings.ts';

const GOOD: Readonly<Record<string, string>> = {
  '30 3 * * *': '30 3 * * *',
  ' */5  8-18  *  *  MON-FRI ': '*/5 8-18 * * mon-fri',
  '0 0 1,15 jan,jul *': '0 0 1,15 jan,jul *',
  '*/10 * * * * *': '*/10 * * * * *',
  '0 0 29 2 *': '0 0 29 2 *',
  '0 0 31 2 mon': '0 0 31 2 mon',
  '0 0 * * fri-sun': '0 0 * * fri-sun',
  '0 0 * * 7': '0 0 * * 7',
  '@Daily': '@daily',
};

const BAD: readonly string[] = [
  '',
  '* * * *',
  '* * * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * jann *',
  '* * * * 8',
  '*/0 * * * *',
  '*/60 * * * *',
  '5/10 * * * *',
  '5-1 * * * *',
  '* * * jan-sun *',
  '1-2-3 * * * *',
  '1, * * * *',
  '+1 * * * *',
  '? * * * *',
  '* * L * *',
  '0 0 30 2 *',
  '0 0 31 4,6 *',
  '@reboot',
  '@fortnightly',
];

describe('schedule', () => {
  for (const [text, expected] of Object.entries(GOOD)) {
    test(`takes '${text}'`, () => assert.equal(cron(text), expected));
  }
  for (const text of BAD) {
    test(`refuses '${text}' and says what would be right`, () => {
      assert.throws(() => cron(text), { name: 'BadValue', expected: /./ });
    });
  }

  test('is understood by what works out the times, whatever it is', () => {
    const part = (first: number, last: number, names: readonly string[] = []) => {
      const number = fc.oneof(
        fc.integer({ min: first, max: last }).map(String),
        fc.constantFrom(String(first), ...names),
      );
      const range = fc.oneof(
        fc.constant('*'),
        fc.tuple(number, number).map(([a, b]) => `${a}-${b}`),
      );
      const stepped = fc.tuple(range, fc.integer({ min: 1, max: last })).map(([a, b]) => `${a}/${b}`);
      return fc.array(fc.oneof(fc.constant('*'), number, range, stepped), { minLength: 1, maxLength: 3 });
    };
    const months = ['jan', 'feb', 'jun', 'dec'];
    const fields = [
      part(0, 59),
      part(0, 59),
      part(0, 23),
      part(1, 31),
      part(1, 12, months),
      part(0, 7, ['sun', 'sat']),
    ];
    const text = fc.tuple(...fields.map((field) => field.map((parts) => parts.join(',')))).map((all) => all.join(' '));
    let taken = 0;
    fc.assert(
      fc.property(text, (given) => {
        let value: string;
        try {
          value = cron(given);
        } catch {
          // Ranges that go backwards and the like.
          return;
        }
        taken++;
        assert.notEqual(new Cron(value, { paused: true }).nextRun(new Date('2026-01-01T00:00:00Z')), null, value);
      }),
      { numRuns: 2000, seed: 7 },
    );
    assert.ok(taken > 100, `only ${taken} of them were good`);
  });

  test('makes a program a job that does not start with the daemon, unless it says otherwise', (t) => {
    const told = (more: string) => {
      const text = `[supervisord]\n[program:x]\ncommand=/bin/cat\nschedule=@daily\n${more}`;
      const result = loadConfig(write(t, text), surroundings());
      assert.ok(result.ok);
      const [process] = result.config.groups[0]?.processes ?? [];
      return [process?.type, process?.autostart, process?.autorestart];
    };
    assert.deepEqual(told(''), ['oneshot', false, false]);
    assert.deepEqual(told('autostart=true\nautorestart=unexpected\ntype=simple'), ['simple', true, 'unexpected']);
    assert.deepEqual(told('[DEFAULT]\nautostart=true'), ['oneshot', true, false]);
  });

  test('that is wrong is a fault with its line', (t) => {
    const text = '[supervisord]\n[program:x]\ncommand=/bin/cat\nschedule=0 0 30 2 *\n';
    const result = loadConfig(write(t, text), surroundings());
    assert.ok(!result.ok);
    assert.match(result.error, /^a schedule that never comes: '0 0 30 2 \*' in section 'program:x'/);
    assert.equal(result.problem.line, 4);
    assert.equal(result.problem.key, 'schedule');
  });
});

describe('max_memory', () => {
  for (const [text, bytes] of Object.entries({ '500MB': 500 * 2 ** 20, '1gb': 2 ** 30, '1000': 1000 })) {
    test(`takes ${text}, and is written as it can be read`, () => {
      assert.equal(amount(text), bytes);
      assert.equal(amount(sizeText(bytes) ?? ''), bytes);
    });
  }
  for (const text of ['', '0', '-1', 'much', '5TB', '50%']) {
    test(`refuses '${text}'`, () => assert.throws(() => amount(text), { name: 'BadValue', expected: /./ }));
  }
});
