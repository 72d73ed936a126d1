import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { help, readCommandLine } from '../../bench/commandLine.ts';
import { experiments } from '../../bench/experiments/index.ts';

suite('npm run bench', () => {
  const chosen: readonly (readonly [args: string, names: string])[] = [
    ['restart', 'restart'],
    ['programs-1', 'programs-1'],
    ['programs', 'programs-1 programs-10 programs-100 programs-1000'],
    ['programs-5000', 'programs-5000'],
    ['lines restart lines', 'restart lines'],
    ['events-l', 'events-live events-latency'],
  ];
  for (const [args, names] of chosen) {
    test(`-- ${args}: measures ${names}`, () => assert.equal(namesOf(args.split(' ')), names));
  }

  test('measures all but those that are only had by name', () => {
    const quick = experiments.filter(({ onlyByName }) => !onlyByName).map(({ name }) => name);
    assert.equal(namesOf([]), quick.join(' '));
    assert.ok(!quick.includes('programs-5000'));
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: string])[] = [
    [['restrat'], 'there is no experiment restrat'],
    [['--rounds', '0'], '--rounds is a number from 1, not 0'],
    [['--only', 'ours,systemd'], '--only knows ours, supervisord, runit, s6, pm2, tini, dumb-init, not systemd'],
    [['--fast'], "Unknown option '--fast'"],
  ];
  for (const [args, sentence] of wrong) {
    test(`-- ${args.join(' ')}: is refused`, () => {
      const asked = readCommandLine(args);
      assert.ok('wrong' in asked && asked.wrong.startsWith(sentence), JSON.stringify(asked));
    });
  }

  test('-- --help: names every experiment, and each has a name of its own', () => {
    for (const { name } of experiments) assert.match(help(), new RegExp(`^  ${name} `, 'm'));
    assert.equal(new Set(experiments.map(({ name }) => name)).size, experiments.length);
  });
});

function namesOf(args: readonly string[]): string {
  const asked = readCommandLine(args);
  assert.ok('chosen' in asked, JSON.stringify(asked));
  return asked.chosen.map(({ name }) => name).join(' ');
}
