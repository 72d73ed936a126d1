import { pluginCommand } from '../plugins/plugins.ts';
import type { Session } from '../session.ts';
import type { Completes } from '../shell/candidates.ts';
import { add } from './add.ts';
import { avail } from './avail.ts';
import { clear } from './clear.ts';
import { completion } from './completion.ts';
import { fg } from './fg.ts';
import { graph } from './graph.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import type { CommandName } from './helpTexts.ts';
import { maintail } from './maintail.ts';
import { open } from './open.ts';
import { pid } from './pid.ts';
import { quit } from './quit.ts';
import { reload } from './reload.ts';
import { remove } from './remove.ts';
import { reread } from './reread.ts';
import { restart } from './restart.ts';
import { scale } from './scale.ts';
import { shell } from './shell.ts';
import { shutdown } from './shutdown.ts';
import { signal } from './signal.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { tail } from './tail.ts';
import { update } from './update.ts';
import { version } from './version.ts';
import { why } from './why.ts';

export interface Command {
  /** `arg` is the rest of the line, without white space around it. */
  readonly run: (session: Session, arg: string) => Promise<void>;
  /** What the tab key offers after it. */
  readonly completes: Completes;
  /** The shell ends after it. */
  readonly leaves?: true;
}

/** Every action. Its help is in HELP under the same name. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  add: { run: add, completes: 'group' },
  avail: { run: avail, completes: null },
  clear: { run: clear, completes: 'process' },
  completion: {
    run: (session, arg) => completion(session, arg, (action) => completesIn(session, action)),
    completes: 'shell',
  },
  exit: { run: quit, completes: null, leaves: true },
  fg: { run: fg, completes: { kind: 'process', options: ['--detach-keys='] } },
  graph: { run: graph, completes: ['--dot', '--json'] },
  health: { run: health, completes: 'process' },
  help: { run: help, completes: 'command' },
  maintail: { run: maintail, completes: null },
  open: { run: open, completes: null },
  pid: { run: pid, completes: 'process' },
  quit: { run: quit, completes: null, leaves: true },
  reload: { run: reload, completes: null },
  remove: { run: remove, completes: 'group' },
  reread: { run: reread, completes: null },
  restart: { run: restart, completes: 'process' },
  scale: { run: scale, completes: 'group' },
  shell: { run: shell, completes: 'process' },
  shutdown: { run: shutdown, completes: null },
  signal: { run: signal, completes: 'process' },
  start: { run: start, completes: 'process' },
  status: { run: status, completes: 'process' },
  stop: { run: stop, completes: 'process' },
  tail: { run: tail, completes: 'process' },
  update: { run: update, completes: 'group' },
  version: { run: version, completes: null },
  why: { run: why, completes: 'process' },
};

/** What the end of the input stands for; it can be typed too. */
const END: Command = { run: quit, completes: null, leaves: true };

export function commandNamed(name: string): Command | null {
  if (name === 'EOF') return END;
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name as CommandName] : null;
}

/** What the tab key offers after an action. */
export function completesAfter(action: string): Completes {
  return commandNamed(action)?.completes ?? null;
}

/** The same with the commands of plug-ins. */
export async function completesIn(session: Session, action: string): Promise<Completes> {
  if (commandNamed(action) !== null) return completesAfter(action);
  return (await pluginCommand(session, action))?.completes ?? null;
}
