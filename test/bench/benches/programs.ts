import { pause, waitFor } from '../../helpers/waitFor.ts';
import { startDaemon } from '../daemon.ts';
import { bench, type Target } from '../measure.ts';
import { anonymousMegabytes } from '../proc.ts';

/** What start-up and the first seconds allocate has been given back by then. */
const SETTLE_MS = 5000;
/** A program's stdin, its output and its log file. */
const DESCRIPTORS_EACH = 3;
const MEMORY: Target = { atMost: 0.6 };

export const programs = [
  programsBench(1, 20, { start: { atMost: 1 / 5 }, memory: MEMORY }),
  programsBench(100, 30, { memory: MEMORY }),
  programsBench(1000, 60, { start: { atMost: 1 / 8 }, stop: { atMost: 1 / 10 }, memory: MEMORY }),
];

function programsBench(count: number, seconds: number, targets: Partial<Record<'start' | 'stop' | 'memory', Target>>) {
  const what = count === 1 ? '1 program' : `${count.toLocaleString('en')} programs`;
  const target = (key: keyof typeof targets) => (targets[key] ? { target: targets[key] } : {});
  return bench({
    name: `programs-${count}`,
    about: `${what}: from exec of the daemon to the first instruction of all, stop, private memory`,
    seconds,
    measures: {
      start: { title: `start of ${what}`, unit: 's', digits: 3, ...target('start') },
      stop: { title: `stop of ${what}`, unit: 's', digits: 3, ...target('stop') },
      memory: { title: `private memory with ${what}`, unit: 'MB', digits: 1, ...target('memory') },
    },
    run: (contestant, workspace) =>
      workspace.use(async (sandbox) => {
        const daemon = await startDaemon({
          ...{ contestant, workspace, sandbox },
          minfds: Math.max(1024, count * DESCRIPTORS_EACH + 512),
          programs: `
[program:sleeper]
command = ${workspace.program('sleeper')} {stamps}
redirect_stderr = true
numprocs = ${count}
process_name = %(program_name)s_%(process_num)04d
`,
        });
        const begun = await daemon.stamps(count);
        await waitFor('all programs RUNNING', () => runningIn(daemon.log()) >= count, {
          every: 100,
          state: daemon.log,
        });
        await pause(SETTLE_MS);
        const memory = anonymousMegabytes(daemon.pid);
        return { start: Math.max(...begun) - daemon.born, memory, stop: await daemon.stop() };
      }),
  });
}

function runningIn(log: string): number {
  return log.split('entered RUNNING state').length - 1;
}
