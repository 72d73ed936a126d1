import { etcLookups } from '../config/etcLookups.ts';
import { decodeWaitStatus, type ProcessExit } from '../model/waitStatus.ts';
import { exitOf, historyWith, runOf } from '../scene/collect.ts';
import { corePattern, filesLeft } from '../scene/filesLeft.ts';
import { sceneId } from '../scene/ids.ts';
import { limitsOf } from '../scene/limits.ts';
import { memoryFiles, watchOom } from '../scene/oom.ts';
import { PASSED_ON, type Scene, type SceneMemory } from '../scene/record.ts';
import { hideInArguments, hideSecrets } from '../scene/secrets.ts';
import type { Failed } from './keep.ts';

const SIGKILL = 9;
/** So much of an exit is decided by no option. */
const NO_OPTIONS = {};

/** The record of the one command of init mode. */
export function sceneOfCommand(failed: Failed, name: string, next: string, before: Scene | null): Scene {
  const { end, error, begin, rlimits } = failed;
  const now = Date.now();
  const time = new Date(now).toISOString();
  const exit = end === null ? null : exitIn(end);
  const { environment, hide } = hideSecrets(failed.envp.map(text));
  const argv = failed.argv.map(text);
  const directory = process.cwd();
  const uid = process.getuid?.() ?? 0;
  const ran = exit === null || end === null ? null : { exit, pid: end.pid, started: begin, uptime: now - begin };
  return {
    version: 1,
    id: sceneId(time, name, name),
    time,
    process: name,
    group: name,
    kind: exit === null ? 'spawn' : 'exit',
    gaveUp: false,
    next,
    ...(ran === null ? {} : { exit: exitOf(ran), run: runOf(ran) }),
    ...(error === null ? {} : { spawnError: error }),
    tries: 0,
    restarts: 0,
    history: historyWith(before),
    command: hideInArguments(argv, hide).join(' '),
    argv: hideInArguments(argv, hide),
    user: etcLookups().userById(uid)?.name ?? String(uid),
    directory,
    limits: limitsOf(rlimits),
    environment,
    ownEnvironment: [],
    options: NO_OPTIONS,
    stdout: { lines: [], missing: PASSED_ON },
    stderr: { lines: [], missing: PASSED_ON },
    ...memoryOf(exit),
    samples: [],
    files: exit === null ? [] : filesLeft(directory, argv, begin),
    ...(exit?.coreDumped === true ? { corePattern: corePattern() } : {}),
  };
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString();
}

function exitIn({ status, maxrss, user, system }: NonNullable<Failed['end']>): ProcessExit {
  return { ...decodeWaitStatus(status), used: { maxrss, user, system } };
}

/** The first process of a container has seen all that its counter has counted. */
function memoryOf(exit: ProcessExit | null): { readonly memory?: SceneMemory } {
  if (exit === null || process.pid !== 1) return {};
  const memory = watchOom(memoryFiles(), 0)?.look(exit.signal === SIGKILL, 0) ?? null;
  return memory === null ? {} : { memory };
}
