import { Fault } from '../../model/faults.ts';
import { ProcessState } from '../../model/states.ts';
import type { ProcessInfo } from '../api.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { type LogStream, openLogStream } from '../http/logStream.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { fgFlags } from './fgFlags.ts';
import { fgTerminal } from './fgTerminal.ts';
import { showHelp } from './help.ts';

/** Shows what a process prints and sends it what is typed, line by line; at its terminal key by key, where it has one. */
export async function fg(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const flags = fgFlags(namesOf(arg));
  if (typeof flags === 'string') return complain(session, flags, ExitStatus.INVALID_ARGS);
  const [name, ...more] = flags.names;
  if (name === undefined) {
    complain(session, 'ERROR: no process name supplied');
    return showHelp(session, 'fg');
  }
  if (more.length > 0) return complain(session, 'ERROR: too many process names supplied');
  const info = await lookUp(session, name);
  if (info === null) return;
  if (info.state !== ProcessState.RUNNING) return complain(session, 'ERROR: process not running');
  if (await fgTerminal(session, name, flags.detachKeys)) return;
  say(session, '==> Press Ctrl-C to exit <==');
  await attached(session, name, info);
}

async function lookUp(session: Session, name: string): Promise<ProcessInfo | null> {
  try {
    return await session.call('supervisor.getProcessInfo', name);
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    if (error.code === Fault.BAD_NAME) complain(session, 'ERROR: bad process name supplied');
    else say(session, `ERROR: ${error.message}`);
    return null;
  }
}

async function attached(session: Session, name: string, info: ProcessInfo): Promise<void> {
  const streams = openStreams(session, name, info);
  const input = await session.input();
  let leave = (): void => undefined;
  const interrupted = new Promise<null>((resolve) => {
    leave = () => resolve(null);
  });
  const stopListening = session.interrupts.on(leave);
  try {
    for (;;) {
      const line = await Promise.race([input.read(''), interrupted]);
      if (line === null || !(await pass(session, name, line))) break;
    }
    say(session, 'Exiting foreground');
  } finally {
    stopListening();
    for (const { close } of streams) close();
  }
}

function openStreams(session: Session, name: string, info: ProcessInfo): LogStream[] {
  // With redirect_stderr there is no second log to ask for.
  const channels = info.stderr_logfile === '' ? ['stdout'] : ['stdout', 'stderr'];
  return channels.map((channel) =>
    openLogStream({
      server: session.settings,
      path: `/logtail/${name}/${channel}`,
      data: session.write,
      end: () => undefined,
      warn: session.warn,
    }),
  );
}

/** False, and a line about it, once the process is gone. */
async function pass(session: Session, name: string, line: string): Promise<boolean> {
  try {
    await session.call('supervisor.sendProcessStdin', name, `${line}\n`);
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    say(session, error.code === Fault.NOT_RUNNING ? 'Process got killed' : `ERROR: ${error.message}`);
    return false;
  }
  const { state } = await session.call('supervisor.getProcessInfo', name);
  if (state !== ProcessState.RUNNING) say(session, 'Process got killed');
  return state === ProcessState.RUNNING;
}
