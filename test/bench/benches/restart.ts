import { startDaemon } from '../daemon.ts';
import { bench, median } from '../measure.ts';

const CYCLES = 5;
/** Longer than startsecs, so that the exit is not a failed start. */
const LIFE_MS = 1500;

export const restart = bench({
  name: 'restart',
  about: `a program ends after ${LIFE_MS / 1000} s and is started again`,
  seconds: 35,
  measures: {
    latency: { title: 'from exit to restart', unit: 'ms', digits: 1, target: { limit: 30 } },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
[program:mayfly]
command = ${workspace.program('mayfly')} {stamps} ${LIFE_MS}
autorestart = true
`,
      });
      const times = await daemon.stamps(2 * CYCLES + 1);
      await daemon.stop();
      // begin, end, begin, end, …, begin
      const gaps = Array.from(
        { length: CYCLES },
        (_, cycle) => (times[2 * cycle + 2] ?? 0) - (times[2 * cycle + 1] ?? 0),
      );
      return { latency: median(gaps) * 1000 };
    }),
});
