import type { ProcessConfig } from '../../model/config.ts';
import type { ProcessExit } from '../../model/waitStatus.ts';
import { endsDaemon, shellStatus } from '../exitOn.ts';
import type { ProcessStatus } from '../status.ts';
import { announce, log } from './effects.ts';
import { giveUpAfter, reasonToStay } from './giveUp.ts';
import { backOff } from './retry.ts';
import { restart } from './start.ts';
import type { Effect, Moment, On, Step } from './types.ts';

export function exitedWhileStarting(input: On<'exited'>): Step {
  const { config, status, event, moment } = input;
  if ((event.at ?? moment.now) - status.startedAt < config.startsecs * 1000 && !isDone(config, event.exit)) {
    const spawnerr = 'Exited too quickly (process log may have details)';
    const lastExit = shellStatus(event.exit);
    const ended = { ...status, exitstatus: null, spawnerr, laststop: moment.wall, lastExit };
    return backOff({ ...input, status: ended }, [], [exitLine(config, event.exit, false)]);
  }
  // It was up for startsecs, and ended before the timer that says so was served; or it is done.
  const running: ProcessStatus = { ...status, state: 'RUNNING' };
  const after = exited({ ...input, status: running });
  return { status: after.status, effects: [announce(status, running), ...after.effects] };
}

/** A oneshot that ends well is done, however quick it was. */
function isDone({ type, exitcodes }: ProcessConfig, { code }: ProcessExit): boolean {
  return type === 'oneshot' && exitcodes.includes(code);
}

export function exited(input: On<'exited'>): Step {
  const { config, status, event, moment } = input;
  const { code } = event.exit;
  const expected = config.exitcodes.includes(code);
  const next: ProcessStatus = {
    ...status,
    state: 'EXITED',
    pid: 0,
    backoff: 0,
    exitstatus: code,
    spawnerr: expected ? status.spawnerr : `Bad exit code ${code}`,
    laststop: moment.wall,
    lastExit: shellStatus(event.exit),
    dueAt: restartDue(config, status, expected, moment),
  };
  const effects = [announce(status, next, expected), exitLine(config, event.exit, expected)];
  const reason = next.dueAt === null ? null : reasonToStay(config, next, next.dueAt);
  if (reason !== null) return giveUpAfter(config, next, effects, reason);
  if (next.dueAt === null || next.dueAt > moment.now) return { status: next, effects };
  const again = restart({ ...input, status: next });
  return { status: again.status, effects: [...effects, ...again.effects] };
}

function restartDue(config: ProcessConfig, status: ProcessStatus, expected: boolean, moment: Moment): number | null {
  const wanted = config.autorestart === true || (config.autorestart === 'unexpected' && !expected);
  if (endsDaemon(config.exit_on, expected)) return null;
  return wanted ? Math.max(moment.now, status.startedAt + RESTART_INTERVAL_MS) : null;
}

/** A program that was up for less than this is not started again earlier than this after its last start. */
const RESTART_INTERVAL_MS = 1000;

export function stopped(input: On<'exited'>): Step {
  const { config, status, event, moment } = input;
  if (status.wanted === 'up') return exitedByMaxRuntime(input);
  const { code, description } = event.exit;
  const next: ProcessStatus = {
    ...status,
    state: 'STOPPED',
    pid: 0,
    dueAt: null,
    exitstatus: code,
    laststop: moment.wall,
    lastExit: shellStatus(event.exit),
  };
  const level = config.exitcodes.includes(code) ? 'info' : 'warn';
  return { status: next, effects: [announce(status, next), log(level, `stopped: ${config.name} (${description})`)] };
}

/** Its time was up, and it was not done: that it says 0 when it is told to end does not make it a success. */
function exitedByMaxRuntime(input: On<'exited'>): Step {
  const { config, event } = input;
  if (!config.exitcodes.includes(event.exit.code)) return exited(input);
  return exited({ ...input, event: { ...event, exit: { ...event.exit, code: -1, signal: config.stopsignal } } });
}

/** The reference dies of an assertion here; the process is gone, and that is what is said. */
export function exitedAfterAll({ config, status, event, moment }: On<'exited'>): Step {
  const { code } = event.exit;
  const lastExit = shellStatus(event.exit);
  const next: ProcessStatus = { ...status, state: 'EXITED', pid: 0, exitstatus: code, laststop: moment.wall, lastExit };
  const expected = config.exitcodes.includes(code);
  return { status: next, effects: [announce(status, next, expected), exitLine(config, event.exit, expected)] };
}

function exitLine({ name }: ProcessConfig, { description }: ProcessExit, expected: boolean): Effect {
  return log(expected ? 'info' : 'warn', `exited: ${name} (${description}; ${expected ? 'expected' : 'not expected'})`);
}
