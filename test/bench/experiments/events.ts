import { call } from '../../compat/rpc/client.ts';
import { experiment, median } from '../experiment.ts';
import { SUPERVISORD } from './who.ts';

/** Each is STARTING, RUNNING and EXITED; a listener sees its own start as well. */
const MAYFLIES = 300;
const CHANGES = MAYFLIES * 3 + 2;

const live = experiment({
  name: 'events-live',
  about: `${MAYFLIES} programs start and end at once, a listener is told of each change`,
  who: SUPERVISORD,
  bound: 60,
  rounds: 1,
  measures: {
    rate: {
      title: `${MAYFLIES} programs start and end: state changes made and told to a listener, a second`,
      ...{ unit: '', digits: 0, target: { atLeast: 5 } },
    },
  },
  run: async ({ start, note, program, sandbox }) => {
    const times = sandbox.path('listener');
    const running = await start({
      ...{ program: 'mayfly', args: [0], count: MAYFLIES },
      options: { startsecs: '0', autorestart: 'false', stdout_logfile: 'NONE' },
      sections: listener(`${program('listener')} ${times} events ${CHANGES}`, 'PROCESS_STATE'),
    });
    // From the start: the reference tells nobody before it has started all.
    const [, last = 0] = await running.stamps(2, 'listener');
    note({ rate: CHANGES / (last - running.born) });
  },
});

const LIFE_MS = 300;
const EXITS = 10;

const latency = experiment({
  name: 'events-latency',
  about: `from the exit of a program until a listener has been told; the median of ${EXITS} times`,
  who: SUPERVISORD,
  bound: 60,
  rounds: 1,
  measures: {
    latency: { title: 'from the exit of a program until a listener has been told', unit: 'ms', digits: 1 },
  },
  run: async ({ start, note, program, sandbox }) => {
    const times = sandbox.path('listener');
    const running = await start({
      ...{ program: 'mayfly', args: [LIFE_MS], options: { startsecs: '0' } },
      sections: listener(`${program('listener')} ${times} each 0`, 'PROCESS_STATE_EXITED'),
    });
    const told = await running.stamps(EXITS, 'listener');
    // begin, end, begin, end, …
    const ends = (await running.stamps(2 * EXITS)).filter((_, index) => index % 2 === 1);
    note({ latency: median(told.slice(0, EXITS).map((time, index) => time - (ends[index] ?? 0))) * 1000 });
  },
});

const SLEEPERS = 300;
/** Enough of them that what is measured is not the first of anything. */
const CALLS = 20;
const EACH = 1000;

const backlog = experiment({
  name: 'events-backlog',
  about: `beside ${SLEEPERS} programs, ${CALLS * EACH} events wait for a listener, which takes them one by one`,
  who: SUPERVISORD,
  bound: 120,
  rounds: 1,
  measures: {
    rate: {
      title: `${(CALLS * EACH).toLocaleString('en')} events that wait for a listener: told a second`,
      ...{ unit: '', digits: 0, target: { atLeast: 5 } },
    },
  },
  run: async ({ start, note, program, sandbox }) => {
    const [times, gate] = [sandbox.path('listener'), sandbox.path('gate')];
    const running = await start({
      ...{ program: 'sleeper', count: SLEEPERS, options: { startsecs: '0' } },
      sections: listener(`${program('listener')} ${times} events ${CALLS * EACH} ${gate}`, 'REMOTE_COMMUNICATION'),
    });
    await running.stamps(SLEEPERS);
    for (let i = 0; i < CALLS; i++) await sendMany(sandbox.path('supervisor.sock'));
    sandbox.write('gate', '');
    const [first = 0, last = 0] = await running.stamps(2, 'listener');
    note({ rate: (CALLS * EACH) / (last - first) });
  },
});

const MEGABYTES = 100;

const output = experiment({
  name: 'events-output',
  about: `one program writes ${MEGABYTES} MB of lines, a listener is told of all of it (PROCESS_LOG)`,
  who: SUPERVISORD,
  bound: 60,
  rounds: 1,
  measures: {
    speed: {
      title: 'output of a program told to a listener (PROCESS_LOG): MB a second',
      ...{ unit: '', digits: 0, target: { atLeast: 0.8 } },
    },
  },
  run: async ({ start, note, program, sandbox }) => {
    const times = sandbox.path('listener');
    const running = await start({
      ...{ program: 'stream', args: [MEGABYTES, 4096, 2000, 0] },
      options: { stdout_events_enabled: 'true', stdout_logfile: 'NONE' },
      sections: listener(`${program('listener')} ${times} bytes ${MEGABYTES * 1e6}`, 'PROCESS_LOG_STDOUT'),
    });
    const [, begin = 0] = await running.stamps(2);
    const [, last = 0] = await running.stamps(2, 'listener');
    note({ speed: MEGABYTES / (last - begin) });
  },
});

export const events = [live, latency, backlog, output];

/** Nothing is discarded: that would be less work. */
function listener(command: string, wanted: string): string {
  return `[eventlistener:listener]\ncommand = ${command}\nevents = ${wanted}\nbuffer_size = 1000000\nstartsecs = 0\n`;
}

async function sendMany(socket: string): Promise<void> {
  const one = { methodName: 'supervisor.sendRemoteCommEvent', params: ['kind', 'as long as a change of a state is'] };
  const outcome = await call({ address: socket }, 'system.multicall', Array(EACH).fill(one));
  if (!('value' in outcome)) throw new Error(`no events could be sent: ${JSON.stringify(outcome)}`);
}
