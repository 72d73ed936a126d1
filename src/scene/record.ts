/**
 * What is kept of a failure: plain data that JSON and XML-RPC carry as it is. What is not known is left out. Times are
 * ISO 8601 in UTC, durations milliseconds, sizes bytes.
 */
export interface Scene {
  readonly version: 1;
  /** Sorts by time; the name of its file. */
  readonly id: string;
  readonly time: string;
  readonly process: string;
  readonly group: string;
  /** An exit that was not expected; a start that ended too early; one that made no process at all. */
  readonly kind: 'exit' | 'start' | 'spawn';
  /** With it the program became FATAL. */
  readonly gaveUp: boolean;
  /** What comes next, in words. */
  readonly next: string;
  readonly exit?: SceneExit;
  /** Why there is no process, as `status` has it. */
  readonly spawnError?: string;
  readonly run?: SceneRun;
  /** Failed starts in a row, with this one. */
  readonly tries: number;
  /** How often it has been started again by itself since the daemon began. */
  readonly restarts: number;
  /** Signals that a client, or a watchdog, had the daemon send to it in that run. */
  readonly sent?: readonly string[];
  /** The daemon itself has ended it. */
  readonly stopped?: SceneStop;
  /** Earlier failures that are known, the latest first. */
  readonly history: readonly { readonly time: string; readonly what: string }[];
  readonly command: string;
  /** As it was called, secrets hidden; left out where the command cannot be taken apart. */
  readonly argv?: readonly string[];
  readonly user: string;
  readonly directory: string;
  readonly umask?: string;
  /** As `ulimit` knows them: `1024, at most 4096`. */
  readonly limits: Readonly<Record<string, string>>;
  /** Secrets are hidden. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of those that the configuration gives. */
  readonly ownEnvironment: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly stdout: SceneOutput;
  readonly stderr: SceneOutput;
  readonly memory?: SceneMemory;
  /** The latest last. */
  readonly samples: readonly SceneSample[];
  /** The port that it says is taken. */
  readonly port?: ScenePort;
  /** Files that it seems to have left behind. */
  readonly files: readonly SceneFile[];
  /** What takes core dumps here: a pattern of core(5). */
  readonly corePattern?: string;
}

export interface SceneExit {
  /** Left out after a signal. */
  readonly code?: number;
  readonly signal?: string;
  readonly coreDumped?: boolean;
  /** As the activity log has it. */
  readonly description: string;
}

export interface SceneStop {
  /** That asks for it. */
  readonly option: 'max_runtime' | 'max_memory' | 'health_action';
  /** `web uses 120.0 MB, more than 100.0 MB`. */
  readonly why: string;
}

export interface SceneRun {
  readonly pid: number;
  readonly started: string;
  readonly uptime: number;
  /** Largest resident set of a process of it; left out where it was too small to tell. */
  readonly peakMemory?: number;
  readonly userTime?: number;
  readonly systemTime?: number;
}

export interface SceneOutput {
  /** The last of it, the oldest first. */
  readonly lines: readonly SceneLine[];
  /** Where it stands. */
  readonly file?: string;
  /** When the file was last written to. */
  readonly written?: string;
  /** Lines may be from a run before. */
  readonly mixed?: boolean;
  /** Why there is none. */
  readonly missing?: string;
}

export interface SceneLine {
  readonly time?: string;
  readonly text: string;
}

/** Of the control group that the daemon and its programs live in. */
export interface SceneMemory {
  readonly limit?: number;
  readonly peak?: number;
  readonly used?: number;
  /** How often the OOM killer struck there since it was last looked at. */
  readonly kills: number;
  /** One of these, or one of a moment ago, was probably for this process. */
  readonly struck: boolean;
}

export interface SceneSample {
  readonly time: string;
  readonly memory: number;
  /** Milliseconds of CPU since its start. */
  readonly cpu: number;
  readonly threads: number;
  /** Left out where it may not be counted. */
  readonly files?: number;
  readonly sockets?: number;
  /** On which it listens: `0.0.0.0:8080`, `[::]:80`. */
  readonly ports?: readonly string[];
}

export interface ScenePort {
  readonly port: number;
  /** Where somebody listens; left out where nobody does any more. */
  readonly address?: string;
  /** Who; left out where that is not for us to see. */
  readonly pid?: number;
  readonly command?: string;
  /** A program of this supervisor, as status names it. */
  readonly program?: string;
}

export interface SceneFile {
  readonly path: string;
  readonly size: number;
  readonly time: string;
  readonly what: string;
}

/** A line of a list. */
export interface SceneSummary {
  readonly id: string;
  readonly time: string;
  readonly process: string;
  readonly group: string;
  readonly gaveUp: boolean;
  readonly what: string;
  readonly cause: string;
}

/** In the place of the lines of a command that keeps its standard output and error for itself. */
export const PASSED_ON = 'It was not kept here: it stands in the log of the container.';

/** A file of another version, or that somebody has edited, may lack what is told of. */
export function isScene(value: unknown): value is Scene {
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return false;
  return REQUIRED.every((name) => name in value);
}

const REQUIRED = (
  'id time process group kind next history command user directory limits environment ownEnvironment options stdout ' +
  'stderr samples files'
).split(' ');

/** How supervisorctl names the process. */
export function namespecOf({ group, process }: Pick<Scene, 'group' | 'process'>): string {
  return group === process ? process : `${group}:${process}`;
}

/** What happened, in a few words. */
export function whatHappened({ exit, kind, spawnError }: Pick<Scene, 'exit' | 'kind' | 'spawnError'>): string {
  if (exit === undefined) return spawnError ?? 'could not be started';
  return kind === 'start' ? `${exit.description}, too early` : exit.description;
}
