import { setTimeout as pause } from 'node:timers/promises';
import type { Supervisor } from '../../daemon/supervisor.ts';
import type { TunnelOut } from '../../http/types.ts';
import { type Beside, type BesideWish, spawnBeside } from '../../process/spawnBeside.ts';
import { namespecOf } from '../namespec.ts';
import type { Link } from './link.ts';
import { refusedLink } from './link.ts';
import { processNamed } from './named.ts';
import type { Asked } from './request.ts';
import type { Opener, Refusal } from './sessions.ts';
import { runShell, type Shell } from './shell.ts';

/** Shells that somebody has opened in the container. */
export interface Shells {
  open(asked: Asked): Opener | Refusal;
  /** Ends them all, soon. */
  close(): Promise<void>;
}

export function createShells(supervisor: Supervisor): Shells {
  const running = new Set<Shell>();

  function start(wish: BesideWish, asked: Asked, out: TunnelOut, onOver: () => void): Link {
    const { log, context } = supervisor;
    const beside = spawnBeside(context, wish);
    if (beside.pid === undefined) {
      log.info(`shell: ${asked.by}: ${beside.error}`);
      return refusedLink(out, beside.error, beside.status, onOver);
    }
    log.info(`shell: ${asked.by} runs ${describe(wish, beside)}`);
    const shell = runShell(supervisor, beside, out, {
      onEnd: (description) => log.info(`shell: pid ${beside.pid} has ended (${description})`),
      onSettled: () => running.delete(shell),
      onOver,
    });
    running.add(shell);
    return shell.link;
  }

  return {
    open(asked) {
      const process = asked.name === null ? null : processNamed(supervisor, asked.name);
      if (asked.name !== null && process === null) return { status: 404, reason: `no such process: ${asked.name}` };
      const { words, term, size } = asked;
      const wish = { program: process, words, term, terminal: size };
      return (out, onOver) => start(wish, asked, out, onOver);
    },
    async close() {
      for (const shell of running) shell.hangUp();
      for (let waited = 0; waited < LAST_MS && !allGone(running); waited += STEP_MS) await pause(STEP_MS);
      for (const shell of running) shell.kill();
      // Nobody else reaps any more.
      for (let waited = 0; waited < LAST_MS && !allGone(running); waited += STEP_MS) await pause(STEP_MS);
      supervisor.reap();
    },
  };
}

/** At the end of the daemon, for what hangs up and for what has to be killed. */
const LAST_MS = 500;
const STEP_MS = 20;

function allGone(shells: ReadonlySet<Shell>): boolean {
  return [...shells].every((shell) => shell.isGone());
}

function describe({ program }: BesideWish, { command, pid }: Beside): string {
  const place = program === null ? 'the daemon' : namespecOf(program);
  return `${JSON.stringify(command)} in the place of ${place} with pid ${pid}`;
}
