import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffDelay } from '../../../src/process/backoff.ts';
import { BEYOND } from '../../helpers/processConfig.ts';

const CASES: readonly { title: string; config: Partial<typeof BEYOND>; delays: readonly number[]; chance?: number }[] =
  [
    { title: 'the default is one second a try', config: {}, delays: [1, 2, 3, 4, 5, 6, 7, 8] },
    { title: 'backoff_initial counts for each try', config: { backoff_initial: 0.5 }, delays: [0.5, 1, 1.5] },
    { title: 'exponential doubles', config: { backoff: 'exponential' }, delays: [1, 2, 4, 8, 16, 32, 64, 128] },
    {
      title: 'backoff_max is the longest',
      config: { backoff: 'exponential', backoff_max: 5 },
      delays: [1, 2, 4, 5, 5],
    },
    {
      title: 'who tries for ever never waits longer than a minute',
      config: { backoff: 'exponential', restart_forever: true },
      delays: [1, 2, 4, 8, 16, 32, 60, 60],
    },
    { title: 'jitter takes a part away', config: { backoff_jitter: 0.5 }, delays: [0.5, 1, 1.5], chance: 1 },
    { title: 'without luck jitter takes nothing', config: { backoff_jitter: 0.5 }, delays: [1, 2, 3], chance: 0 },
  ];

for (const { title, config, delays, chance = 0.5 } of CASES) {
  test(title, () => {
    const found = delays.map((_, index) => backoffDelay({ ...BEYOND, ...config }, index + 1, chance));
    assert.deepEqual(found, delays);
  });
}
