import { pause } from '../../helpers/waitFor.ts';
import { startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';
import { cpuSeconds } from '../proc.ts';

const PROGRAMS = 40;
const LINES_PER_SECOND = 100;
const SECONDS = 10;
/** Start-up is over by then. */
const WARM_UP_MS = 3000;

export const lines = bench({
  name: 'lines',
  about: `${PROGRAMS} programs write ${LINES_PER_SECOND} short lines a second each for ${SECONDS} s`,
  seconds: 40,
  measures: {
    cpu: {
      title: `CPU for ${PROGRAMS} × ${LINES_PER_SECOND} lines/s`,
      unit: '% of a core',
      digits: 1,
      target: { atMost: 1 / 4 },
    },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
[program:chatter]
command = ${workspace.program('chatter')} {stamps} ${LINES_PER_SECOND}
numprocs = ${PROGRAMS}
process_name = %(program_name)s_%(process_num)02d
`,
      });
      await daemon.stamps(PROGRAMS);
      await pause(WARM_UP_MS);
      const [before, begin] = [cpuSeconds(daemon.pid), performance.now()];
      await pause(SECONDS * 1000);
      const cpu = (cpuSeconds(daemon.pid) - before) / ((performance.now() - begin) / 1000);
      await daemon.stop();
      return { cpu: cpu * 100 };
    }),
});
