import type { BeyondConfig } from '../model/config.ts';
import type { ProcessStateName } from '../model/states.ts';
import type { ProcessExit } from '../model/waitStatus.ts';

type ExitOn = BeyondConfig['exit_on'];

/** True if the end of a program that was running is the end of the daemon. */
export function endsDaemon(exitOn: ExitOn, expected: boolean): boolean {
  return exitOn === 'exit' || (exitOn === 'failure' && !expected);
}

/** True if that change of state is. */
export function changeEndsDaemon(exitOn: ExitOn, to: ProcessStateName, expected: boolean): boolean {
  if (to === 'FATAL') return exitOn !== 'never';
  if (to === 'BACKOFF') return exitOn === 'exit';
  return to === 'EXITED' && endsDaemon(exitOn, expected);
}

/** What a shell says of an end: 128 + n after signal n. */
export function shellStatus({ code, signal }: ProcessExit): number {
  return signal === null ? code : 128 + signal;
}
