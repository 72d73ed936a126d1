import type { StateChange } from '../process/context.ts';
import { reasonToStay } from '../process/machine/giveUp.ts';
import type { Process } from '../process/process.ts';
import type { RunEnd } from '../process/run.ts';
import type { ProcessStatus } from '../process/status.ts';
import type { Book } from '../scene/book.ts';
import { type OomWatch, watchOom } from '../scene/oom.ts';
import type { Scene, SceneStop } from '../scene/record.ts';
import type { Sampler } from '../scene/samples.ts';
import type { Clock } from '../util/clock.ts';
import type { Supervisor } from './supervisor.ts';

/** Records of failures. The code that makes and keeps them is loaded with the first one, or the first question. */
export interface Scenes {
  /** Since when failures are seen; wall milliseconds. */
  readonly since: number;
  /** Keeps the failures of a supervisor's programs until the returned function is called. */
  watch(supervisor: Supervisor): () => void;
  open(supervisor: Supervisor): Promise<Book>;
  /** Everything that has happened so far is on record. */
  settled(): Promise<void>;
}

/** A change of state that is a failure, with what is known at that moment and not any more a moment later. */
export interface Failure {
  readonly process: Process;
  readonly kind: Scene['kind'];
  /** Null: no process could be made. */
  readonly ended: RunEnd | null;
  readonly status: ProcessStatus;
  /** Null: it ended by itself. */
  readonly stopped: SceneStop | null;
  gaveUp: boolean;
}

export function createScenes(clock: Clock): Scenes {
  const memory = new Map<string, Scene>();
  let oom: OomWatch | null = null;
  let sampler: Sampler | null = null;
  /** The last warning: a full disk is told once, not at every failure. */
  let told: string | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function open({ config, log }: Supervisor): Promise<Book> {
    const { openBook } = await import('../scene/book.ts');
    return openBook(config.supervisord, memory, (message) => {
      if (message !== told) log.warn(message);
      told = message;
    });
  }

  async function write(supervisor: Supervisor, failures: readonly Failure[]): Promise<void> {
    const { sceneOf } = await import('./sceneFacts.ts');
    const book = await open(supervisor);
    for (const [index, failure] of failures.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await othersTurn();
      const { gaveUp, cause } = book.add(subjectOf(failure), (before) =>
        sceneOf(
          failure,
          { clock, lookups: supervisor.lookups, oom, sampler, programOf: (pid) => programOf(supervisor, pid) },
          before,
        ),
      );
      // Without that option the log is the reference's, line by line.
      if (gaveUp && supervisor.config.supervisord.scene_dir !== null) supervisor.log.info(hint(failure, cause));
    }
  }

  async function sample(supervisor: Supervisor, seconds: number, signal: AbortSignal): Promise<void> {
    const { startSampling } = await import('../scene/samples.ts');
    if (signal.aborted) return;
    sampler = startSampling(clock, seconds, () => runningPids(supervisor));
    signal.addEventListener('abort', sampler.stop);
  }

  function watch(supervisor: Supervisor): () => void {
    const { scene_max, scene_sample } = supervisor.config.supervisord;
    if (scene_max === 0) return () => undefined;
    // What the counter says before anything runs is not about us. Programs need not wait for that.
    setImmediate(() => {
      oom ??= watchOom();
    });
    const life = new AbortController();
    if (scene_sample !== null) void sample(supervisor, scene_sample, life.signal);
    let failures: Failure[] = [];
    const stop = supervisor.observe((change) => {
      const failure = failureOf(supervisor, change);
      if (failure !== null && failures.push(failure) === 1) queueMicrotask(flush);
      else if (change.to === 'FATAL') markGivenUp(failures, change);
    });

    /** The program's files are read before anything else can happen to them: the imports are no more than microtasks. */
    function flush(): void {
      const all = failures;
      failures = [];
      writing = writing.then(() => write(supervisor, all)).catch((error: unknown) => complain(supervisor, error));
    }

    return () => {
      stop();
      life.abort();
      sampler = null;
    };
  }

  return { since: clock.wall(), watch, open, settled: () => writing };
}

/** When a thousand programs end together, signals and clients wait no longer than for this many records. */
const AT_ONCE = 20;

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function programOf(supervisor: Supervisor, pid: number): string | null {
  for (const { status, group, config } of supervisor.processes()) {
    if (status.pid === pid) return namespec(group, config.name);
  }
  return null;
}

function namespec(group: string, name: string): string {
  return group === name ? name : `${group}:${name}`;
}

function subjectOf({ process: { group, config } }: Failure): { readonly group: string; readonly process: string } {
  return { group, process: config.name };
}

function hint(failure: Failure, cause: string): string {
  const { group, process } = subjectOf(failure);
  const name = namespec(group, process);
  return `why: ${name}: ${cause} 'tsupervisorctl why ${name}' tells more.`;
}

function complain({ log }: Supervisor, error: unknown): void {
  log.error(`no record of a failure could be made: ${error instanceof Error ? error.stack : String(error)}`);
}

function failureOf(
  { groups, clock }: Supervisor,
  { group, process: name, from, to, expected }: StateChange,
): Failure | null {
  if (to !== 'BACKOFF' && to !== 'STOPPED' && (to !== 'EXITED' || expected)) return null;
  const process = groups.get(group)?.processes.get(name);
  if (process === undefined) return null;
  const { ended, status } = process;
  // What else comes to STOPPED is wanted down.
  if (to === 'STOPPED' && (process.stoppedFor === null || ended === null)) return null;
  const kind = to !== 'BACKOFF' ? 'exit' : ended === null ? 'spawn' : 'start';
  const stopped = from === 'STOPPING' ? (process.stoppedFor ?? outOfTime(process)) : null;
  // It is told to start again in a turn of its own, when this is on record already.
  const gaveUp = to === 'STOPPED' && reasonToStay(process.config, status, clock.now()) !== null;
  return { process, kind, ended, status, stopped, gaveUp };
}

/** Of those that the daemon stops, and that are neither wanted down nor started anew, there is but this kind. */
function outOfTime({ config }: Process): SceneStop {
  return { option: 'max_runtime', why: `it had run for ${config.max_runtime} seconds` };
}

/** FATAL comes in the same moment as the failure that it is for; in a shutdown it is no failure of its own. */
function markGivenUp(failures: readonly Failure[], { group, process: name }: StateChange): void {
  const last = failures.findLast(({ process }) => process.group === group && process.config.name === name);
  if (last !== undefined) last.gaveUp = true;
}

function* runningPids(supervisor: Supervisor): Iterable<number> {
  for (const { status } of supervisor.processes()) if (status.pid !== 0) yield status.pid;
}
