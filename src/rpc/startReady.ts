import type { Supervisor } from '../daemon/supervisor.ts';
import { RpcFault } from '../model/faults.ts';
import type { Process } from '../process/process.ts';
import type { RpcContext } from './context.ts';
import { isDone, isUp, startNamed } from './methods/start.ts';
import { findProcess } from './names.ts';

/** `tsupervisor.startReady`: the start of a process that others can rely on afterwards. `seconds`: 0 is no limit. */
export async function startReady(context: RpcContext, name: string, seconds: number): Promise<true> {
  const process = findProcess(context, name);
  await startNamed(context, name, false);
  const { startedAt } = process.status;
  const limit = seconds > 0 ? seconds : ownLimit(process);
  const ask = () => {
    if (process.status.startedAt !== startedAt) throw new RpcFault('ABNORMAL_TERMINATION', name);
    return isUp(process, name) === true && isReady(process, name);
  };
  await until(context.supervisor, ask, limit, () => `${name} is not ${missing(process)} after ${limit} seconds`);
  return true;
}

/** Of a program whose readiness is looked at; others run or end by themselves. */
function ownLimit({ config: { ready, ready_timeout, startsecs } }: Process): number | null {
  return ready === null ? null : Math.max(ready_timeout, startsecs);
}

function isReady(process: Process, name: string): boolean {
  const { config, status } = process;
  if (isDone(process)) return true;
  if (status.health === 'unhealthy') throw new RpcFault('FAILED', `${name} is unhealthy`);
  return (config.ready === null || status.ready) && (config.health === null || status.health === 'healthy');
}

function missing({ config, status }: Process): string {
  if (status.state !== 'RUNNING') return 'running';
  return config.ready !== null && !status.ready ? 'ready' : 'healthy';
}

/** Asks at every change, and at everything that a probe has seen, until the answer is yes. */
function until(
  { clock, observe, observeProbes }: Supervisor,
  ask: () => boolean,
  seconds: number | null,
  tooLate: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stops = [observe(again), observeProbes(again)];
    if (seconds !== null) {
      const due = clock.now() + seconds * 1000;
      stops.push(clock.at(due, () => end(() => reject(new RpcFault('FAILED', tooLate())))));
    }

    function again(): void {
      try {
        if (ask()) end(resolve);
      } catch (error) {
        end(() => reject(error as Error));
      }
    }

    function end(settle: () => void): void {
      for (const stop of stops) stop();
      settle();
    }

    again();
  });
}
