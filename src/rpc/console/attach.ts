import type { Supervisor } from '../../daemon/supervisor.ts';
import type { TunnelOut } from '../../http/types.ts';
import { shellStatus } from '../../process/exitOn.ts';
import type { ProcessTerminal } from '../../process/fg.ts';
import type { Process } from '../../process/process.ts';
import type { Cancel } from '../../util/clock.ts';
import { Frame } from '../../util/frames.ts';
import { namespecOf } from '../namespec.ts';
import { type Link, openLink } from './link.ts';
import { processNamed } from './named.ts';
import type { Asked } from './request.ts';
import type { Opener, Refusal } from './sessions.ts';

/** A client that takes nothing holds the program back, as a terminal that stands still does, but no longer than this. */
const PATIENCE_MS = 5000;

/** Sits somebody down at the terminal of a program that runs. */
export function openAttachment(supervisor: Supervisor, { name, size, by }: Asked): Opener | Refusal {
  const process = name === null ? null : processNamed(supervisor, name);
  if (process === null) return { status: 404, reason: `no such process: ${name}` };
  const terminal = process.terminal();
  if (terminal === null) return { status: 409, reason: whyNot(process) };
  if (size === null) return { status: 400, reason: 'terminal is missing' };
  return (out, onOver) => {
    const { log } = supervisor;
    const subject = namespecOf(process);
    log.info(`fg: ${by} sits at the terminal of ${subject}`);
    const link = sitDown(supervisor, { process, terminal, out }, () => {
      log.info(`fg: ${by} has left the terminal of ${subject}`);
      onOver();
    });
    terminal.resize(size.columns, size.rows);
    return link;
  };
}

function whyNot({ config, status }: Process): string {
  return config.pty && status.pid === 0 ? 'it is not running' : 'it has no terminal (pty=true)';
}

interface Seat {
  readonly process: Process;
  readonly terminal: ProcessTerminal;
  readonly out: TunnelOut;
}

function sitDown({ clock, observe }: Supervisor, { process, terminal, out }: Seat, onOver: () => void): Link {
  const { input, output } = terminal;
  const { pid } = process.status;
  let cancelPatience: Cancel | null = null;
  let running = true;

  const link = openLink(out, {
    input: { write: (bytes) => (running ? input.write(bytes) : 'closed'), whenRoom: input.whenRoom, finish: NOTHING },
    resize: (columns, rows) => running && terminal.resize(columns, rows),
    endsInput: false,
    onFull() {
      output.onFull();
      cancelPatience = clock.at(clock.now() + PATIENCE_MS, out.destroy);
    },
    onDrained,
    onClose: () => link.fail('the daemon is ending'),
    onGone() {
      if (running) leave();
      onOver();
    },
  });

  function onDrained(): void {
    cancelPatience?.();
    cancelPatience = null;
    output.onDrained();
  }

  function leave(): void {
    running = false;
    unwatch();
    stopObserving();
    if (cancelPatience !== null) onDrained();
  }

  const unwatch = output.watch((chunk) => link.send(Frame.DATA, chunk));
  const stopObserving = observe(() => {
    const { ended } = process;
    if (!running || ended?.pid !== pid) return;
    leave();
    link.exit({ status: shellStatus(ended.exit), text: ended.exit.description });
  });
  return link;
}

const NOTHING = (): void => undefined;
