import { closeSync } from 'node:fs';
import type { Datagrams, Native, Pump, SpawnSpec } from '../../native/index.ts';
import type { ProcessContext } from '../context.ts';
import type { Process } from '../process.ts';
import type { Session } from './session.ts';

/** What a program tells of itself in one run: systemd's NOTIFY_SOCKET (sd_notify(3)), s6's descriptor for readiness. */
export interface NotifyChannel {
  /** The program's end of it. */
  outfit(spec: SpawnSpec): SpawnSpec;
  /** The program has its end now, or never will. */
  spawned(): void;
  /** What has been said by now still counts. */
  close(): void;
}

export type OpenedChannel = NotifyChannel | { readonly error: string } | null;

/** Null where the program's options ask for none; most never do, and the code for it is loaded with the first that does. */
export function openChannel(context: ProcessContext, process: Process): OpenedChannel {
  const { ready, notify_fd, watchdog_sec } = process.config;
  if (ready?.kind !== 'notify' && watchdog_sec === null) return null;
  try {
    return createChannel(context, process, notify_fd, watchdog_sec);
  } catch (error) {
    return { error: `cannot listen to what ${process.config.name} tells of itself: ${(error as Error).message}` };
  }
}

function createChannel(
  { native, clock, log }: ProcessContext,
  process: Process,
  notifyFd: number | null,
  watchdog: number | null,
): NotifyChannel {
  // It begins when this turn is over: the process is there by then.
  const session = import('./session.ts').then(({ createSession }) => createSession(process, { clock, log, drain }));
  const tell = (what: (session: Session) => void): void => {
    session.then(what).catch((error: unknown) => log.critical(`what ${process.config.name} tells: ${String(error)}`));
  };
  // Containers may share their network, and with it these names, each with a pid 1 of its own.
  const name = `tsupervisord/${globalThis.process.pid}/${Math.random().toString(36).slice(2)}`;
  let socket: Datagrams | null = null;
  let pump: Pump | null = null;

  function drain(): void {
    socket?.drain();
  }

  if (notifyFd === null || watchdog !== null) {
    socket = native.openDatagrams(name, (data, sender) => tell((each) => each.datagram(data, sender)));
  }
  const [reading, writing] = notifyFd === null ? NO_PIPE : openPipe(native, socket);

  return {
    outfit: (spec) => ({
      ...spec,
      ...(socket === null ? {} : environment(spec.envp, name, watchdog)),
      ...(watchdog === null ? {} : PID_VARIABLE),
      ...(notifyFd === null || writing === null ? {} : { fds: placed(spec.fds, notifyFd, writing), gaps: true }),
    }),
    spawned() {
      if (writing !== null) closeSync(writing);
      if (reading === null) return;
      const handlers = {
        onData: (chunk: Buffer) => tell((each) => each.bytes(chunk)),
        onEnd: () => tell((each) => each.endOfBytes()),
      };
      pump = native.openPump(reading, { kind: 'data' }, handlers);
    },
    close() {
      drain();
      socket?.close();
      pump?.drain();
      pump?.close();
      tell((each) => each.end());
    },
  };
}

const NO_PIPE = [null, null] as const;

function openPipe(native: Native, socket: Datagrams | null): readonly [number, number] {
  try {
    return native.pipe();
  } catch (error) {
    socket?.close();
    throw error;
  }
}

const PID_VARIABLE = { pidVariable: 'WATCHDOG_PID' } as const;
const OWN_VARIABLES = /^(NOTIFY_SOCKET|WATCHDOG_USEC|WATCHDOG_PID)=/;

/** Those of whoever supervises us are not for our programs. */
function environment(envp: SpawnSpec['envp'], name: string, watchdog: number | null): Pick<SpawnSpec, 'envp'> {
  const own = envp.filter((each) => typeof each !== 'string' || !OWN_VARIABLES.test(each));
  const usec = watchdog === null ? [] : [`WATCHDOG_USEC=${Math.round(watchdog * 1e6)}`];
  return { envp: [...own, `NOTIFY_SOCKET=@${name}`, ...usec] };
}

/** Nothing stands between the usual three and this one. */
function placed(fds: readonly number[], at: number, fd: number): number[] {
  return [...fds, ...Array.from({ length: Math.max(0, at - fds.length) }, () => -1), fd];
}
