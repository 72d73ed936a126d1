import { call } from '../../compat/rpc/client.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { type Daemon, startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';

/** Each is STARTING, RUNNING and EXITED. */
const PROGRAMS = 300;
const EVENTS = PROGRAMS * 3;
const MEGABYTES = 100;
/** Nothing is discarded: that would be less work. */
const BUFFER = 1_000_000;

function listener(command: string, events: string): string {
  return `[eventlistener:listener]\ncommand = ${command}\nevents = ${events}\nbuffer_size = ${BUFFER}\nstartsecs = 0\n`;
}

function mayflies(command: string): string {
  return `
[program:mayfly]
command = ${command}
process_name = %(program_name)s_%(process_num)04d
numprocs = ${PROGRAMS}
startsecs = 0
autorestart = false
stdout_logfile = NONE
stderr_logfile = NONE
`;
}

/** A listener sees its own start as well. */
const COUNT = EVENTS + 2;

const live = bench({
  name: 'events-live',
  about: `${PROGRAMS} programs start and end at once, a listener is told of each change`,
  seconds: 12,
  measures: {
    rate: { title: 'state changes made and told', unit: 'events/s', digits: 0, target: { atLeast: 5 } },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
${listener(`${workspace.program('listener')} {stamps} events ${COUNT}`, 'PROCESS_STATE')}
${mayflies('/bin/true')}
`,
      });
      // From the start: the reference tells nobody before it has started all.
      const [, last = 0] = await daemon.stamps(2);
      await daemon.stop();
      return { rate: COUNT / (last - daemon.born) };
    }),
});

/** Enough of them that what is measured is not the first of anything. */
const CALLS = 20;
const EACH = 1000;

const backlog = bench({
  name: 'events-backlog',
  about: `beside ${PROGRAMS} programs, ${CALLS * EACH} events wait for a listener, which takes them one by one`,
  seconds: 25,
  measures: {
    rate: { title: 'events that wait, told', unit: 'events/s', digits: 0, target: { atLeast: 5 } },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const gate = sandbox.path('gate');
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        minfds: 2048,
        programs: `
${listener(`${workspace.program('listener')} {stamps} events ${CALLS * EACH} ${gate}`, 'REMOTE_COMMUNICATION')}
[program:sleeper]
command = ${workspace.program('sleeper')} {stamps}.sleepers
process_name = %(program_name)s_%(process_num)04d
numprocs = ${PROGRAMS}
startsecs = 0
`,
      });
      await waitFor('all programs', () => runningIn(daemon) > PROGRAMS, {
        within: 300_000,
        every: 50,
        state: daemon.log,
      });
      for (let i = 0; i < CALLS; i++) await sendMany(sandbox.path('supervisor.sock'));
      sandbox.write('gate', '');
      const [first = 0, last = 0] = await daemon.stamps(2);
      await daemon.stop();
      return { rate: (CALLS * EACH) / (last - first) };
    }),
});

function runningIn(daemon: Daemon): number {
  return daemon.log().split('entered RUNNING state').length - 1;
}

async function sendMany(socket: string): Promise<void> {
  const one = { methodName: 'supervisor.sendRemoteCommEvent', params: ['kind', 'as long as a change of a state is'] };
  const outcome = await call({ address: socket }, 'system.multicall', Array(EACH).fill(one));
  if (!('value' in outcome)) throw new Error(`no events could be sent: ${JSON.stringify(outcome)}`);
}

const output = bench({
  name: 'events-output',
  about: `one program writes ${MEGABYTES} MB of lines, a listener is told of all of it (PROCESS_LOG)`,
  seconds: 15,
  measures: {
    speed: { title: 'output told to a listener', unit: 'MB/s', digits: 0, target: { atLeast: 0.8 } },
  },
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const bytes = MEGABYTES * 1e6;
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox },
        programs: `
${listener(`${workspace.program('listener')} {stamps} bytes ${bytes}`, 'PROCESS_LOG_STDOUT')}
[program:stream]
command = /bin/sh -c 'sleep 2; exec ${workspace.program('stream')} {stamps} ${MEGABYTES} 4096'
stdout_events_enabled = true
stdout_logfile = NONE
`,
      });
      // Begin of the program, first event, end of the program, last event.
      const times = await daemon.stamps(4);
      await daemon.stop();
      return { speed: MEGABYTES / (Math.max(...times) - Math.min(...times)) };
    }),
});

export const events = [live, backlog, output];
