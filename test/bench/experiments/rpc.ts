import { experiment, type Target } from '../experiment.ts';
import { callsPerSecond, medianOf, openClient, timeFresh } from '../rpcClient.ts';
import { SUPERVISORD } from './who.ts';

const CALLS = 500;
const CONNECTIONS = 8;
const NO_SLOWER: Target = { atMost: 1 };

export const rpc = [smallCalls(), allInfo(100, 60, { atMost: 1 / 5 }), allInfo(1000, 10, { atMost: 1 / 20 }, true)];

function smallCalls() {
  const one = { unit: 'ms', digits: 3, target: NO_SLOWER };
  return experiment({
    name: 'rpc-1',
    about: `getState with 1 program, ${CALLS} times on one connection, on one each, and on ${CONNECTIONS} at once`,
    who: SUPERVISORD,
    bound: 60,
    rounds: 3,
    measures: {
      kept: { title: 'one RPC (getState) on a connection that is kept', ...one },
      fresh: { title: 'the same on a connection of its own', ...one },
      rate: {
        title: `the same on ${CONNECTIONS} connections at once: calls a second`,
        ...{ unit: '', digits: 0, target: { atLeast: 1 } },
      },
    },
    run: async ({ start, note, sandbox }) => {
      const running = await start({ program: 'sleeper' });
      await running.stamps(1);
      const path = sandbox.path('supervisor.sock');
      const client = await openClient(path);
      note({ kept: await medianOf(CALLS, CALLS, () => client.time('supervisor.getState')) });
      client.close();
      note({ fresh: await medianOf(CALLS, 2 * CALLS, () => timeFresh(path, 'supervisor.getState')) });
      note({ rate: await callsPerSecond(path, 'supervisor.getState', CONNECTIONS, CALLS / 2) });
    },
  });
}

function allInfo(count: number, calls: number, target: Target, onlyByName = false) {
  const what = `getAllProcessInfo of ${count.toLocaleString('en')} programs`;
  return experiment({
    name: `rpc-${count}`,
    about: `${what}, from the call to the last byte of the answer; the median of ${calls}`,
    who: SUPERVISORD,
    bound: 120,
    rounds: onlyByName ? 1 : 3,
    onlyByName,
    measures: { call: { title: what, unit: 'ms', digits: 2, target } },
    run: async ({ start, note, sandbox }) => {
      const running = await start({ program: 'sleeper', count, options: { startsecs: '0' } });
      await running.stamps(count);
      const client = await openClient(sandbox.path('supervisor.sock'));
      note({ call: await medianOf(calls, calls / 2, () => client.time('supervisor.getAllProcessInfo')) });
      client.close();
    },
  });
}
