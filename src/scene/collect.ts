import { signalName } from '../model/waitStatus.ts';
import type { Ended, Facts } from './facts.ts';
import { corePattern, filesLeft } from './filesLeft.ts';
import { sceneId } from './ids.ts';
import { lastLines } from './lastLines.ts';
import { linesOf } from './lastWords.ts';
import { limitsOf } from './limits.ts';
import { portHolder } from './portHolder.ts';
import { type Scene, type SceneExit, type SceneRun, whatHappened } from './record.ts';
import { hideInArguments, hideSecrets } from './secrets.ts';

const HISTORY = 10;

/** Puts a record together; what the files of the program say is read now. `before`: the last one of the same process. */
export function collect(facts: Facts, before: Scene | null): Scene {
  const { config, group, ended } = facts;
  const { environment, hide } = hideSecrets(facts.environment, facts.secrets);
  const directory = config.directory ?? process.cwd();
  const time = new Date(facts.time).toISOString();
  const outputs = { stdout: lastLines(facts, 'stdout', hide), stderr: lastLines(facts, 'stderr', hide) };
  const port = portHolder(linesOf(outputs), facts.programOf);
  return {
    version: 1,
    id: sceneId(time, group, config.name),
    time,
    process: config.name,
    group,
    kind: facts.kind,
    gaveUp: facts.gaveUp,
    next: facts.next,
    ...(ended === null ? {} : { exit: exitOf(ended), run: runOf(ended) }),
    ...(facts.spawnError === null || ended !== null ? {} : { spawnError: facts.spawnError }),
    tries: facts.tries,
    restarts: facts.restarts,
    ...(ended === null || ended.sent.length === 0 ? {} : { sent: ended.sent.map(signalName) }),
    ...(facts.stopped === null ? {} : { stopped: facts.stopped }),
    history: historyWith(before),
    command: hideInArguments(config.command.split(' '), hide).join(' '),
    ...(facts.argv === null ? {} : { argv: hideInArguments(facts.argv, hide) }),
    user: facts.user,
    directory,
    ...(config.umask === null ? {} : { umask: config.umask.toString(8).padStart(3, '0') }),
    limits: limitsOf(facts.rlimits),
    environment,
    ownEnvironment: Object.keys(config.environment),
    options: optionsOf(facts),
    ...outputs,
    ...(port === null ? {} : { port }),
    ...(facts.memory === null ? {} : { memory: facts.memory }),
    samples: facts.samples,
    files: ended === null ? [] : filesLeft(directory, facts.argv ?? [], ended.started),
    ...(ended?.exit.coreDumped === true ? { corePattern: corePattern() } : {}),
  };
}

export function exitOf({ exit }: Pick<Ended, 'exit'>): SceneExit {
  const { code, signal, description, coreDumped = false } = exit;
  return signal === null ? { code, description } : { signal: signalName(signal), coreDumped, description };
}

export function runOf({ pid, started, uptime, exit }: Omit<Ended, 'outputs' | 'sent'>): SceneRun {
  const { used } = exit;
  // A child begins with the resident set of the process that made it, which may be all that this number tells.
  const ownPeak = process.resourceUsage().maxRSS;
  return {
    pid,
    started: new Date(started).toISOString(),
    uptime: Math.round(uptime),
    ...(used === undefined ? {} : { userTime: used.user, systemTime: used.system }),
    ...(used === undefined || used.maxrss <= ownPeak ? {} : { peakMemory: used.maxrss * 1024 }),
  };
}

export function historyWith(before: Scene | null): Scene['history'] {
  if (before === null) return [];
  return [{ time: before.time, what: whatHappened(before) }, ...before.history].slice(0, HISTORY);
}

/** Those that decide what an exit means. */
function optionsOf({ config }: Facts): Record<string, string> {
  const { startsecs, startretries, exitcodes, autorestart, watchdog_sec } = config;
  return {
    ...(watchdog_sec === null ? {} : { watchdog_sec: String(watchdog_sec) }),
    startsecs: String(startsecs),
    startretries: String(startretries),
    exitcodes: exitcodes.join(','),
    autorestart: String(autorestart),
  };
}
