import { waitFor } from '../../helpers/waitFor.ts';
import { type Daemon, startDaemon } from '../daemon.ts';
import { bench, type Target } from '../measure.ts';
import { medianOf, openClient, timeFresh } from '../rpcClient.ts';

/** A program's stdin, its output and its log file. */
const DESCRIPTORS_EACH = 3;

export const rpc = [allInfo(100, 20, 60, { atMost: 1 / 5 }), allInfo(1000, 75, 10, { atMost: 1 / 20 }), smallCalls()];

function allInfo(count: number, seconds: number, calls: number, target: Target) {
  const what = `getAllProcessInfo of ${count.toLocaleString('en')} programs`;
  return bench({
    name: `rpc-${count}`,
    about: `${what}, from the call to the last byte of the answer`,
    seconds,
    measures: { call: { title: what, unit: 'ms', digits: 2, target } },
    run: (contestant, workspace) =>
      workspace.use(async (sandbox) => {
        const minfds = Math.max(1024, count * DESCRIPTORS_EACH + 512);
        const daemon = await startDaemon({
          contestant,
          workspace,
          sandbox,
          minfds,
          programs: sleepers(workspace, count),
        });
        await running(daemon, count);
        const client = await openClient(sandbox.path('supervisor.sock'));
        const call = await medianOf(calls, calls / 2, () => client.time('supervisor.getAllProcessInfo'));
        client.close();
        await daemon.stop();
        return { call };
      }),
  });
}

function smallCalls() {
  const CALLS = 500;
  const NO_SLOWER: Target = { atMost: 1 };
  return bench({
    name: 'rpc-1',
    about: `getState with 1 program, ${CALLS} times: on one connection, and on one each`,
    seconds: 10,
    measures: {
      kept: { title: 'getState on one connection', unit: 'ms', digits: 3, target: NO_SLOWER },
      fresh: { title: 'getState on a connection of its own', unit: 'ms', digits: 3, target: NO_SLOWER },
    },
    run: (contestant, workspace) =>
      workspace.use(async (sandbox) => {
        const daemon = await startDaemon({ contestant, workspace, sandbox, programs: sleepers(workspace, 1) });
        await running(daemon, 1);
        const path = sandbox.path('supervisor.sock');
        const client = await openClient(path);
        const kept = await medianOf(CALLS, CALLS, () => client.time('supervisor.getState'));
        client.close();
        const fresh = await medianOf(CALLS, 2 * CALLS, () => timeFresh(path, 'supervisor.getState'));
        await daemon.stop();
        return { kept, fresh };
      }),
  });
}

function sleepers(workspace: Parameters<typeof startDaemon>[0]['workspace'], count: number): string {
  return `
[program:sleeper]
command = ${workspace.program('sleeper')} {stamps}
startsecs = 0
redirect_stderr = true
numprocs = ${count}
process_name = %(program_name)s_%(process_num)04d
`;
}

async function running(daemon: Daemon, count: number): Promise<void> {
  const reached = (): boolean => daemon.log().split('entered RUNNING state').length - 1 >= count;
  await waitFor('all programs RUNNING', reached, { within: 120_000, every: 100, state: daemon.log });
}
