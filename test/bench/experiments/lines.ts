import { pause } from '../../helpers/waitFor.ts';
import { experiment } from '../experiment.ts';
import { cpuSeconds } from '../proc.ts';
import { SUPERVISORS } from './who.ts';

const PROGRAMS = 40;
const LINES_PER_SECOND = 100;
const SECONDS = 10;
/** Start-up is over by then. */
const WARM_UP_MS = 3000;

export const lines = experiment({
  name: 'lines',
  about: `${PROGRAMS} programs write ${LINES_PER_SECOND} short lines a second each for ${SECONDS} s`,
  who: SUPERVISORS,
  programs: PROGRAMS,
  bound: 60,
  rounds: 1,
  measures: {
    cpu: {
      title: `${PROGRAMS} programs, ${LINES_PER_SECOND} lines a second each: CPU of a core`,
      unit: '%',
      digits: 1,
      target: { atMost: 1 / 4 },
    },
  },
  run: async ({ start, note }) => {
    const running = await start({ program: 'chatter', args: [LINES_PER_SECOND], count: PROGRAMS });
    await running.stamps(PROGRAMS);
    await pause(WARM_UP_MS);
    const [before, begin] = [running.sum(cpuSeconds), performance.now()];
    await pause(SECONDS * 1000);
    const cpu = (running.sum(cpuSeconds) - before) / ((performance.now() - begin) / 1000);
    note({ cpu: cpu * 100 });
  },
});
