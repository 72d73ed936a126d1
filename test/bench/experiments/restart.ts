import { experiment, median } from '../experiment.ts';
import { SUPERVISORS } from './who.ts';

const CYCLES = 5;
/** Longer than startsecs, so that the exit is not a failed start. */
const LIFE_MS = 1500;

export const restart = experiment({
  name: 'restart',
  about: `a program ends after ${LIFE_MS / 1000} s and is started again; the median of ${CYCLES} times`,
  who: SUPERVISORS,
  bound: 60,
  rounds: 1,
  measures: {
    latency: { title: 'from the exit of a program until it runs again', unit: 'ms', digits: 1, target: { limit: 30 } },
  },
  run: async ({ start, note }) => {
    const running = await start({ program: 'mayfly', args: [LIFE_MS] });
    // begin, end, begin, end, …, begin
    const times = await running.stamps(2 * CYCLES + 1);
    const gaps = Array.from({ length: CYCLES }, (_, i) => (times[2 * i + 2] ?? 0) - (times[2 * i + 1] ?? 0));
    note({ latency: median(gaps) * 1000 });
  },
});
