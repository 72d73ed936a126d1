import { pause } from '../../helpers/waitFor.ts';
import { startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';
import { wakeUps } from '../proc.ts';

const PROGRAMS = 10;
const SECONDS = 10;
/** Everything is RUNNING and what start-up left to do is done. */
const SETTLE_MS = 5000;

export const idle = bench({
  name: 'idle',
  about: `${PROGRAMS} programs do nothing for ${SECONDS} s`,
  seconds: 35,
  measures: {
    wakeUps: { title: `wake-ups in ${SECONDS} idle seconds, all threads`, unit: '', digits: 0, target: { limit: 0 } },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
[program:sleeper]
command = ${workspace.program('sleeper')} {stamps}
numprocs = ${PROGRAMS}
process_name = %(program_name)s_%(process_num)02d
`,
      });
      await daemon.stamps(PROGRAMS);
      await pause(SETTLE_MS);
      const before = wakeUps(daemon.pid);
      await pause(SECONDS * 1000);
      const count = wakeUps(daemon.pid) - before;
      await daemon.stop();
      return { wakeUps: count };
    }),
});
