import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitFor } from '../../helpers/waitFor.ts';
import { startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';
import { medianOf } from '../rpcClient.ts';

const PROGRAMS = 10;
const RUNS = 10;

export const ctl = bench({
  name: 'ctl',
  about: `status of ${PROGRAMS} programs as a whole command, each daemon with its own client, ${RUNS} times`,
  seconds: 20,
  measures: {
    status: {
      title: `status of ${PROGRAMS} programs, the whole command`,
      unit: 'ms',
      digits: 0,
      target: { atMost: 0.7 },
    },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
[program:sleeper]
command = ${workspace.program('sleeper')} {stamps}
startsecs = 0
numprocs = ${PROGRAMS}
process_name = %(program_name)s_%(process_num)02d
[supervisorctl]
serverurl = unix://{dir}/supervisor.sock
`.replaceAll('{dir}', sandbox.dir),
      });
      const all = (): boolean => daemon.log().split('entered RUNNING state').length - 1 >= PROGRAMS;
      await waitFor('all programs RUNNING', all, { every: 50, state: daemon.log });
      const status = await medianOf(RUNS, 1, () => timeStatus(contestant.client, sandbox.path('supervisord.conf')));
      await daemon.stop();
      return { status };
    }),
});

async function timeStatus(client: string, config: string): Promise<number> {
  const begin = performance.now();
  const { stdout } = await promisify(execFile)(client, ['-c', config, 'status']);
  const took = performance.now() - begin;
  const lines = stdout.match(/ RUNNING /g)?.length;
  if (lines !== PROGRAMS) throw new Error(`${client} status shows ${lines} running programs:\n${stdout}`);
  return took;
}
