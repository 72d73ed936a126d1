import { commandWords } from '../config/commandWords.ts';
import type { Lookups } from '../config/lookups.ts';
import type { ProcessConfig } from '../model/config.ts';
import { readSources } from '../process/environmentSources.ts';
import { collect } from '../scene/collect.ts';
import type { Facts } from '../scene/facts.ts';
import type { OomWatch } from '../scene/oom.ts';
import type { Scene } from '../scene/record.ts';
import type { Sampler } from '../scene/samples.ts';
import { duration } from '../scene/units.ts';
import type { Clock } from '../util/clock.ts';
import type { Failure } from './scenes.ts';

export interface Witnesses {
  readonly clock: Clock;
  readonly lookups: Lookups;
  readonly oom: OomWatch | null;
  readonly sampler: Sampler | null;
  readonly programOf: (pid: number) => string | null;
}

/** The record of a failure: all that the daemon knows of it, with what only the system knows. */
export function sceneOf(failure: Failure, witnesses: Witnesses, before: Scene | null): Scene {
  return collect(factsOf(failure, witnesses), before);
}

function factsOf(failure: Failure, { clock, lookups, oom, sampler, programOf }: Witnesses): Facts {
  const { process, kind, ended, status, gaveUp } = failure;
  const { config, group } = process;
  const now = clock.now();
  return {
    config,
    group,
    kind,
    gaveUp,
    next: nextOf(failure, now),
    tries: kind === 'exit' ? 0 : triesOf(failure),
    restarts: status.restartCount,
    stopped: failure.stopped,
    spawnError: status.spawnerr,
    ended: ended === null ? null : endedOf(ended, now),
    argv: wordsOf(config.command),
    environment: process.environment(),
    secrets: secretsOf(config),
    rlimits: process.rlimits,
    time: ended === null || status.laststop === 0 ? clock.wall() : status.laststop,
    user: userName(config.uid, lookups),
    memory: ended === null ? null : (oom?.look(ended.exit.signal === SIGKILL, now) ?? null),
    programOf,
    samples: ended === null ? [] : (sampler?.of(ended.pid) ?? []),
  };
}

const SIGKILL = 9;

function endedOf({ exit, pid, laststart, startedAt, outputs, sent }: NonNullable<Failure['ended']>, now: number) {
  return {
    exit,
    pid,
    sent,
    started: laststart,
    uptime: now - startedAt,
    outputs: outputs.map((output) => output.lastOutput()),
  };
}

/** FATAL starts the count anew. */
function triesOf({ gaveUp, status, process }: Failure): number {
  return gaveUp ? process.config.startretries + 1 : status.backoff;
}

function nextOf({ gaveUp, status, process }: Failure, now: number): string {
  const { startretries, restart_limit, autorestart, exit_on } = process.config;
  if (gaveUp) {
    const limit = restart_limit === null ? '' : ' or restart_limit';
    const end = exit_on === 'fatal' ? '; the daemon ends with it (exit_on=fatal)' : '';
    return `supervisord gave it up (FATAL): no try is left of startretries=${startretries}${limit}${end}`;
  }
  const wait = status.dueAt === null ? null : Math.max(status.dueAt - now, 0);
  switch (status.state) {
    case 'BACKOFF':
      return `it is started again in ${duration(wait ?? 0)}, after ${count(status.backoff, 'failed start')}`;
    case 'STARTING':
      return 'it was started again at once';
    case 'STOPPED':
      return 'it is started anew';
    default:
      if (wait !== null) return `it is started again in ${duration(wait)}`;
      return exit_on === 'failure' || exit_on === 'exit'
        ? `the daemon ends with it (exit_on=${exit_on})`
        : `it is not started again (autorestart=${autorestart})`;
  }
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function wordsOf(command: string): readonly string[] | null {
  try {
    return commandWords(command);
  } catch {
    // That is what spawnerr is about.
    return null;
  }
}

/** As they stand now; one that cannot be read any more cannot be told apart either. */
function secretsOf(config: ProcessConfig): string[] {
  if (config.environment_secret.length === 0) return [];
  const sources = readSources(config);
  return 'error' in sources ? [] : Object.values(sources.secrets);
}

function userName(uid: number | null, lookups: Lookups): string {
  const id = uid ?? process.getuid?.() ?? 0;
  return lookups.userById(id)?.name ?? String(id);
}
