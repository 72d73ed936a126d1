import { Fault, RpcFault } from '../model/faults.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';
import type { RpcContext } from './context.ts';
import { eachProcess } from './eachProcess.ts';
import { startNamed } from './methods/start.ts';
import { stopNamed } from './methods/stop.ts';
import { findProcess } from './names.ts';

/** `tsupervisor.restartParallel`: every process starts as soon as it has stopped itself. */
export async function restartParallel(context: RpcContext, names: readonly string[]): Promise<RpcStruct[]> {
  const processes = [...new Set(names.map((name) => findProcess(context, name)))];
  const stops = new Map<string, Outcome>();
  const started = await eachProcess(
    processes,
    () => true,
    async (name) => {
      const stopped = await attempt(() => stopNamed(context, name, true));
      stops.set(name, stopped);
      if (!GONE.has(stopped.status)) throw new RpcFault(NOT_TRIED);
      return startNamed(context, name, true);
    },
  );
  return started.map((start) => resultOf(start, stops));
}

interface Outcome {
  readonly status: number;
  readonly description: string;
}

/** After these there is nothing left that could be in the way of a start. */
const GONE: ReadonlySet<number> = new Set([Fault.SUCCESS, Fault.NOT_RUNNING]);

/** The start of what could not be stopped. */
const NOT_TRIED = 0;

async function attempt(act: () => unknown): Promise<Outcome> {
  try {
    await act();
    return { status: Fault.SUCCESS, description: 'OK' };
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return { status: error.code, description: error.text };
  }
}

function resultOf(start: RpcStruct, stops: ReadonlyMap<string, Outcome>): RpcStruct {
  const [group, name] = [String(start.group), String(start.name)];
  const stop = stops.get(group === name ? group : `${group}:${name}`);
  return { ...start, stop: stop?.status ?? NOT_TRIED, stop_description: stop?.description ?? '' };
}
