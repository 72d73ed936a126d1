import type { ProcessConfig } from '../../model/config.ts';
import type { ProcessStateName } from '../../model/states.ts';
import type { ProcessStatus } from '../status.ts';
import { alreadyRunning, ignore, log, notRunning } from './effects.ts';
import { exited, exitedAfterAll, exitedWhileStarting, stopped } from './exit.ts';
import { giveUp } from './giveUp.ts';
import { scheduled, seen, wait } from './notes.ts';
import { spawnFailed } from './retry.ts';
import { restart, spawned, start, startAgain, stayedUp } from './start.ts';
import { cancelRestart, extend, kill, killFailed, stop, stopAfterMaxRuntime, stopDue, stopRetrying } from './stop.ts';
import type { Cell, Moment, ProcessEvent, ProcessEventType, Step } from './types.ts';

/**
 * The life cycle of one process: a pure function from what there is and what happens to what there is then and what has
 * to be done. Source: Supervisor's documentation, "Process States", and the reference's behaviour down to its messages.
 * An event that a state has no cell for is logged and changes nothing.
 */
export function step(config: ProcessConfig, status: ProcessStatus, event: ProcessEvent, moment: Moment): Step {
  const cell = TABLE[status.state][event.type];
  if (cell === undefined) return impossible(config, status, event);
  return (cell as Cell)({ config, status, event, moment });
}

type Row = { readonly [T in ProcessEventType]?: Cell<T> };

const TABLE: Readonly<Record<ProcessStateName, Row>> = {
  STOPPED: { start, startAgain, stop: notRunning, giveUp: ignore, timer: ignore, wait, scheduled, seen: ignore },
  STARTING: {
    spawned,
    spawnFailed,
    exited: exitedWhileStarting,
    stop,
    timer: stayedUp,
    start: alreadyRunning,
    scheduled,
    seen,
  },
  RUNNING: { exited, stop, start: alreadyRunning, giveUp: ignore, timer: stopAfterMaxRuntime, scheduled, seen },
  BACKOFF: { start, timer: restart, stop: stopRetrying, giveUp, scheduled },
  STOPPING: {
    exited: stopped,
    timer: stopDue,
    killFailed,
    stop,
    kill,
    extend,
    start: alreadyRunning,
    scheduled,
    seen,
  },
  EXITED: { start, timer: restart, stop: cancelRestart, giveUp: ignore, wait, scheduled },
  FATAL: { start, stop: notRunning, giveUp: ignore, timer: ignore, wait, scheduled },
  UNKNOWN: {
    start: alreadyRunning,
    exited: exitedAfterAll,
    stop: notRunning,
    giveUp: ignore,
    timer: ignore,
    scheduled,
    seen,
  },
};

function impossible(config: ProcessConfig, status: ProcessStatus, event: ProcessEvent): Step {
  const message = `${config.name}: event '${event.type}' cannot happen in state ${status.state}; nothing was changed`;
  return { status, effects: [log('critical', message)] };
}
