import { Cron } from 'croner';
import { STOPPED_STATES } from '../../model/states.ts';
import type { Process } from '../../process/process.ts';
import type { Cancel } from '../../util/clock.ts';
import type { Supervisor } from '../supervisor.ts';

/** What starts programs at their times. */
export interface Scheduler {
  /** Groups may have come, changed or gone. */
  revise(): void;
  stop(): void;
}

interface Job {
  readonly cron: Cron;
  /** Wall milliseconds; null: never again. */
  due: number | null;
}

/** The wall clock can be set, and a machine can sleep: nobody waits longer than this for a time that has come nearer. */
const LONGEST_WAIT_MS = 60_000;

/** A clock that is set back by less repeats nothing; after more, the times are worked out anew. */
const SET_BACK_MS = 3_600_000;

type Needed = Pick<Supervisor, 'clock' | 'log' | 'mood' | 'processes' | 'startInOrder'>;

export function createScheduler(supervisor: Needed): Scheduler {
  const { clock, log } = supervisor;
  const jobs = new Map<Process, Job>();
  let looked = clock.wall();
  let cancel: Cancel | null = null;

  function revise(): void {
    const scheduled = new Set([...supervisor.processes()].filter(({ config }) => config.schedule !== null));
    for (const process of jobs.keys()) if (!scheduled.has(process)) jobs.delete(process);
    for (const process of scheduled) if (!jobs.has(process)) add(process);
    wait();
  }

  function add(process: Process): void {
    const cron = new Cron(process.config.schedule ?? '', OPTIONS);
    jobs.set(process, { cron, due: null });
    plan(process, clock.wall());
  }

  /** The first time after that one. */
  function plan(process: Process, wall: number): void {
    const job = jobs.get(process);
    if (job === undefined) return;
    job.due = job.cron.nextRun(new Date(wall))?.getTime() ?? null;
    process.scheduledFor(job.due);
  }

  function look(): void {
    cancel = null;
    const wall = clock.wall();
    const setBack = wall < looked - SET_BACK_MS;
    looked = setBack ? wall : Math.max(looked, wall);
    for (const [process, { due }] of [...jobs]) {
      if (due !== null && due <= wall) run(process, wall);
      else if (setBack) plan(process, wall);
    }
    wait();
  }

  /** However many times have passed: once. */
  function run(process: Process, wall: number): void {
    plan(process, wall);
    if (supervisor.mood !== 'RUNNING') return;
    const { config, status } = process;
    if (STOPPED_STATES.has(status.state)) {
      log.info(`schedule: starting ${config.name}`);
      supervisor.startInOrder(process);
    } else log.warn(`schedule: ${config.name} is ${status.state}, so that this run is left out`);
  }

  function wait(): void {
    cancel?.();
    cancel = null;
    const dues = [...jobs.values()].flatMap(({ due }) => due ?? []);
    if (dues.length === 0) return;
    const rest = Math.max(0, Math.min(...dues) - clock.wall());
    cancel = clock.at(clock.now() + Math.min(rest, LONGEST_WAIT_MS), look);
  }

  return {
    revise,
    stop() {
      cancel?.();
      cancel = null;
      jobs.clear();
    },
  };
}

/** Fixed times that a change to summer time leaves out come right after it; those that come twice count once. */
const OPTIONS = { paused: true, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' } as const;
