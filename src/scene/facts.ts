import type { LastOutput } from '../logging/programLog.ts';
import type { ProcessConfig } from '../model/config.ts';
import type { ProcessExit } from '../model/waitStatus.ts';
import type { ResourceLimit } from '../native/index.ts';
import type { Scene, SceneMemory, SceneSample, SceneStop } from './record.ts';

/** What the daemon knows at the moment of a failure. */
export interface Facts {
  readonly config: ProcessConfig;
  readonly group: string;
  readonly kind: Scene['kind'];
  readonly gaveUp: boolean;
  readonly next: string;
  readonly tries: number;
  readonly restarts: number;
  readonly stopped: SceneStop | null;
  readonly spawnError: string | null;
  /** Null where no process could be made. */
  readonly ended: Ended | null;
  /** Null where the command cannot be taken apart. */
  readonly argv: readonly string[] | null;
  /** `NAME=value` each. */
  readonly environment: readonly string[];
  /** Values that are nowhere to be seen, beside those in the environment whose names say so. */
  readonly secrets: readonly string[];
  readonly rlimits: readonly ResourceLimit[];
  /** Wall milliseconds. */
  readonly time: number;
  readonly user: string;
  readonly memory: SceneMemory | null;
  /** The name of a program of ours that has this pid. */
  readonly programOf: (pid: number) => string | null;
  readonly samples: readonly SceneSample[];
}

export interface Ended {
  readonly exit: ProcessExit;
  readonly pid: number;
  /** Wall milliseconds. */
  readonly started: number;
  readonly uptime: number;
  /** Signals that the daemon was asked to send. */
  readonly sent: readonly number[];
  readonly outputs: readonly LastOutput[];
}
