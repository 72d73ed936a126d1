import type { Sandbox } from '../helpers/sandbox.ts';
import type { Contestant, Workload } from './contestants/index.ts';
import type { Experiment, Figure, Figures } from './experiment.ts';
import { type Running, start } from './running.ts';
import type { ProgramName, Workspace } from './workspace.ts';

/** One run of one contestant in an experiment. */
export interface Turn<Key extends string = string> {
  readonly contestant: Contestant;
  readonly sandbox: Sandbox;
  /** Aborted when the time is up. */
  readonly signal: AbortSignal;
  program(name: ProgramName): string;
  /** Executes the contestant with what it is to run. */
  start(task: Task): Promise<Running>;
  /** What has been measured so far; what comes after it counts as begun. */
  note(figures: Figures<Key>): void;
}

export interface Task extends Partial<Omit<Workload, 'argv'>> {
  readonly program: ProgramName;
  /** Behind the name of the file for its times. */
  readonly args?: readonly (string | number)[];
  readonly pid1?: boolean;
  /** As an init of one command, where it can be both. */
  readonly init?: boolean;
}

/** Answers what was measured until the end, or until the time was up; nothing of it is left then. */
export async function takeTurn(experiment: Experiment, contestant: Contestant, workspace: Workspace): Promise<Figures> {
  const measured: Record<string, Figure | undefined> = {};
  const clock = createClock(experiment.bound);
  const note = (figures: Figures): void => {
    clock.signal.throwIfAborted();
    Object.assign(measured, figures);
    clock.next();
  };
  try {
    await workspace.use((sandbox) => {
      const { signal } = clock;
      const common = { contestant, sandbox, signal, program: workspace.program };
      const turn: Turn = { ...common, note, start: (task) => startTask(task, common) };
      return Promise.race([experiment.run(turn), clock.end]);
    });
  } catch (error) {
    const seconds = clock.elapsed();
    if (seconds === null) throw error;
    const missing = Object.entries(experiment.measures).find(([key]) => measured[key] === undefined);
    if (missing && isTime(missing[1].unit)) measured[missing[0]] = { over: seconds };
  } finally {
    clock.clear();
  }
  return measured as Figures;
}

function isTime(unit: string): boolean {
  return unit === 's' || unit === 'ms';
}

function startTask(task: Task, { contestant, sandbox, signal, program }: Omit<Turn, 'start' | 'note'>) {
  const file = program(task.program);
  const argv = [file, sandbox.path('stamps'), ...(task.args ?? []).map(String)];
  const workload = { count: 1, rotated: true, options: {}, sections: '', ...task, argv };
  const { file: own, supervise, init } = contestant;
  const line = task.init || !supervise ? init?.(own, argv) : supervise(own, workload, sandbox);
  if (!line) throw new Error(`${contestant.title} cannot run ${task.program}`);
  const env = contestant.env?.(sandbox) ?? {};
  const { stop } = contestant;
  const options = { sandbox, signal, stop, env, argv: line, program: file, pid1: task.pid1 === true };
  return start({ ...options, launch: program('launch') });
}

/** `elapsed` answers whole seconds since the last `next`, when the time was up; null while it is not. */
function createClock(bound: number) {
  const controller = new AbortController();
  const { signal } = controller;
  let begun = performance.now();
  let elapsed: number | null = null;
  const expire = (): void => {
    elapsed = Math.floor((performance.now() - begun) / 1000);
    controller.abort(new Error(`not within ${bound} s`));
  };
  const timer = setTimeout(expire, bound * 1000);
  const end = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  end.catch(() => undefined); // whoever races against it hears of it
  return {
    ...{ signal, end },
    next: () => {
      begun = performance.now();
    },
    elapsed: () => elapsed,
    /** Nothing waits any longer. */
    clear: () => {
      clearTimeout(timer);
      controller.abort(new Error('the turn is over'));
    },
  };
}
