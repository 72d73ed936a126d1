import { setImmediate } from 'node:timers/promises';
import { Fault, RpcFault } from '../model/faults.ts';
import type { Process } from '../process/process.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';
import type { Answer } from './method.ts';
import { namespecOf } from './names.ts';

/** A request on many processes never keeps the loop longer than this from everything else. */
const SLICE_MS = 10;

/** The reference looks this often for the ones that are done; those of one look are in the order they were asked in. */
const ROUND_MS = 50;

/**
 * Does something to every process that `applies` to, and answers with a result for each: first those that were done at
 * once, then the others as they got done.
 */
export async function eachProcess(
  processes: readonly Process[],
  applies: (process: Process) => boolean,
  act: (name: string) => Answer,
): Promise<RpcStruct[]> {
  const pending: Promise<Outcome>[] = [];
  let until = performance.now() + SLICE_MS;
  for (const [index, process] of processes.entries()) {
    if (performance.now() > until) {
      await setImmediate();
      until = performance.now() + SLICE_MS;
    }
    if (applies(process)) pending.push(outcome(process, index, act));
  }
  return inRounds(await Promise.all(pending));
}

interface Outcome {
  readonly index: number;
  /** When it was done; 0: at once. */
  readonly at: number;
  readonly result: RpcStruct;
}

async function outcome(process: Process, index: number, act: (name: string) => Answer): Promise<Outcome> {
  let at = 0;
  try {
    const answer = act(namespecOf(process));
    if (answer instanceof Promise) {
      at = Number.POSITIVE_INFINITY;
      await answer.finally(() => {
        at = performance.now();
      });
    }
    return { index, at, result: resultOf(process, Fault.SUCCESS, 'OK') };
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return { index, at, result: resultOf(process, error.code, error.message) };
  }
}

function resultOf({ config, group }: Process, status: number, description: string): RpcStruct {
  return { name: config.name, group, status, description };
}

function inRounds(outcomes: readonly Outcome[]): RpcStruct[] {
  const rounds: Outcome[][] = [];
  let start = Number.NEGATIVE_INFINITY;
  for (const each of [...outcomes].sort((a, b) => a.at - b.at)) {
    if (each.at > start + ROUND_MS || rounds.length === 0) {
      start = each.at;
      rounds.push([]);
    }
    rounds.at(-1)?.push(each);
  }
  return rounds.flatMap((round) => round.sort((a, b) => a.index - b.index)).map(({ result }) => result);
}
