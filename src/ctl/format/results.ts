import { Fault } from '../../model/faults.ts';
import type { ProcessResult } from '../api.ts';
import { PythonError } from '../errors.ts';
import { makeNamespec } from '../namespec.ts';

/** A result for one process, whose name may stand for a whole group. */
export type Result = Omit<ProcessResult, 'name'> & { readonly name: string | null };

export function startResult(result: Result): string {
  return resultLine(result, 'started', STARTING);
}

export function stopResult(result: Result): string {
  return result.status === Fault.FAILED ? result.description : resultLine(result, 'stopped', SIGNALLING);
}

export function signalResult(result: Result): string {
  return result.status === Fault.FAILED ? result.description : resultLine(result, 'signalled', SIGNALLING);
}

export function clearResult(result: Result): string {
  return resultLine(result, 'cleared', CLEARING);
}

type Reasons = Readonly<Record<number, string>>;

const STARTING: Reasons = {
  [Fault.BAD_NAME]: 'no such process',
  [Fault.NO_FILE]: 'no such file',
  [Fault.NOT_EXECUTABLE]: 'file is not executable',
  [Fault.ALREADY_STARTED]: 'already started',
  [Fault.SPAWN_ERROR]: 'spawn error',
  [Fault.ABNORMAL_TERMINATION]: 'abnormal termination',
};

const SIGNALLING: Reasons = {
  [Fault.BAD_NAME]: 'no such process',
  [Fault.BAD_SIGNAL]: 'bad signal name',
  [Fault.NOT_RUNNING]: 'not running',
};

const CLEARING: Reasons = {
  [Fault.BAD_NAME]: 'no such process',
  [Fault.FAILED]: 'failed',
};

function resultLine({ group, name, status }: Result, success: string, reasons: Reasons): string {
  const namespec = makeNamespec(group, name ?? 'None');
  if (status === Fault.SUCCESS) return `${namespec}: ${success}`;
  const reason = reasons[status];
  if (reason === undefined) throw new PythonError('ValueError', `Unknown result code ${status} for ${namespec}`);
  return `${namespec}: ERROR (${reason})`;
}
