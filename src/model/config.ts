/**
 * What a configuration file means, as plain data. Keys are the option names of supervisord.conf; values are in its
 * words: `'AUTO'` for an automatic log file, `null` for NONE or not set, sizes in bytes, modes as integers.
 */
import type { EventName } from './events.ts';

/** A log target: a path, `'AUTO'` (a temporary file in childlogdir), or null (none). */
export type LogTarget = string | null;
export const AUTO = 'AUTO';

export type LogLevel = 'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'blather';

export interface SupervisordConfig {
  readonly minfds: number;
  readonly minprocs: number;
  readonly directory: string | null;
  readonly user: string | null;
  readonly umask: number;
  readonly logfile: string;
  readonly logfile_maxbytes: number;
  readonly logfile_backups: number;
  readonly loglevel: LogLevel;
  readonly pidfile: string;
  readonly identifier: string;
  readonly nodaemon: boolean;
  readonly silent: boolean;
  readonly childlogdir: string;
  readonly nocleanup: boolean;
  readonly strip_ansi: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Ours: absolute paths. */
  readonly export_environment: readonly string[];
  /** Ours: patterns for names, a `!` before those that are exported all the same. */
  readonly export_environment_exclude: readonly string[];
  /** Ours: adopt orphans even when not PID 1. */
  readonly subreaper: boolean;
  /** Ours: exit when nothing runs and nothing will be started again. */
  readonly exit_when_idle: boolean;
  /** Ours: who may control the daemon may also open shells in its container. */
  readonly console: boolean;
  /** Ours: seconds that a shutdown may take before what is left is killed; null: as long as its programs take. */
  readonly shutdown_timeout: number | null;
  /** Ours: where records of failures are kept; null: in memory. */
  readonly scene_dir: string | null;
  readonly scene_max: number;
  /** Seconds. */
  readonly scene_age: number;
  /** Seconds between two looks at what programs use; null: none. */
  readonly scene_sample: number | null;
}

/** How to see that a program does its work. */
export type Probe =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'exec'; readonly command: string }
  /** A line of its output; JavaScript's regular expressions. */
  | { readonly kind: 'log'; readonly pattern: string }
  | { readonly kind: 'file'; readonly path: string }
  /** It says so itself (NOTIFY_SOCKET, notify_fd). */
  | { readonly kind: 'notify' };

/** started: it is RUNNING, or done. ready: its `ready` probe has succeeded. healthy: its `health` probe does. done: it ended well. */
export const DEPENDENCY_CONDITIONS = ['started', 'ready', 'healthy', 'done'] as const;
export type DependencyCondition = (typeof DEPENDENCY_CONDITIONS)[number];

export interface Dependency {
  /** Of a program, a group, or `group:process`. */
  readonly name: string;
  readonly condition: DependencyCondition;
}

export interface EnvironmentFile {
  /** Absolute. */
  readonly path: string;
  /** It may be missing. */
  readonly optional: boolean;
}

/** A variable whose value is the content of a file. */
export interface EnvironmentSecret extends EnvironmentFile {
  readonly name: string;
}

/** -1 is unlimited. */
export interface ProgramLimit {
  readonly name: LimitName;
  readonly soft: number;
  readonly hard: number;
}

/** RLIMIT_* in small letters, without the prefix. */
export type LimitName =
  | 'as'
  | 'core'
  | 'cpu'
  | 'data'
  | 'fsize'
  | 'locks'
  | 'memlock'
  | 'msgqueue'
  | 'nice'
  | 'nofile'
  | 'nproc'
  | 'rss'
  | 'rtprio'
  | 'rttime'
  | 'sigpending'
  | 'stack';

/** Options of programs that a stock supervisord does not know. Durations are in seconds. */
export interface BeyondConfig {
  readonly exit_on: 'never' | 'fatal' | 'failure' | 'exit';
  readonly backoff: 'linear' | 'exponential';
  readonly backoff_initial: number;
  readonly backoff_max: number | null;
  /** From 0 to 1. */
  readonly backoff_jitter: number;
  readonly restart_limit: readonly [times: number, seconds: number] | null;
  readonly restart_forever: boolean;
  readonly stop_sequence: readonly (readonly [signal: number, seconds: number])[] | null;
  readonly kill_tree: boolean;
  readonly pty: boolean;
  readonly type: 'simple' | 'oneshot';
  readonly depends_on: readonly Dependency[];
  readonly ready: Probe | null;
  readonly ready_timeout: number;
  readonly notify_fd: number | null;
  readonly watchdog_sec: number | null;
  /** A cron expression that its converter has found nothing wrong with. */
  readonly schedule: string | null;
  readonly max_memory: number | null;
  /** Later ones win. */
  readonly environment_file: readonly EnvironmentFile[];
  readonly environment_secret: readonly EnvironmentSecret[];
  readonly user_env: boolean;
  readonly max_runtime: number | null;
  readonly nice: number | null;
  readonly oom_score_adj: number | null;
  readonly rlimits: readonly ProgramLimit[];
  readonly no_new_privileges: boolean;
  readonly health: Probe | null;
  readonly health_interval: number;
  readonly health_timeout: number;
  readonly health_retries: number;
  readonly health_start_period: number;
  readonly health_action: 'restart' | 'none' | 'exit';
  readonly stdout_format: 'raw' | 'prefix' | 'json';
  readonly stdout_timestamps: boolean;
  readonly stdout_tee: string | null;
  readonly stderr_format: 'raw' | 'prefix' | 'json';
  readonly stderr_timestamps: boolean;
  readonly stderr_tee: string | null;
  /** A command; what it is told about the end of the program is appended. */
  readonly finish: string | null;
  readonly finish_arguments: 'runit' | 's6';
  /** 0: as long as it takes. */
  readonly finish_timeout: number;
  /** Names of pipes that the daemon holds. */
  readonly stdin_pipe: string | null;
  readonly stdout_pipe: string | null;
}

export interface ProcessConfig extends BeyondConfig {
  readonly name: string;
  readonly command: string;
  readonly directory: string | null;
  readonly umask: number | null;
  readonly priority: number;
  readonly autostart: boolean;
  readonly autorestart: boolean | 'unexpected';
  readonly startsecs: number;
  readonly startretries: number;
  readonly uid: number | null;
  readonly stdout_logfile: LogTarget;
  readonly stdout_capture_maxbytes: number;
  readonly stdout_events_enabled: boolean;
  readonly stdout_syslog: boolean;
  readonly stdout_logfile_backups: number;
  readonly stdout_logfile_maxbytes: number;
  readonly stderr_logfile: LogTarget;
  readonly stderr_capture_maxbytes: number;
  readonly stderr_events_enabled: boolean;
  readonly stderr_syslog: boolean;
  readonly stderr_logfile_backups: number;
  readonly stderr_logfile_maxbytes: number;
  readonly stopsignal: number;
  readonly stopwaitsecs: number;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
  readonly exitcodes: readonly number[];
  readonly redirect_stderr: boolean;
  /** Environment of `[supervisord]` overlaid with the program's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names in `environment` that it has from `[supervisord]` alone; left out where that does not matter. */
  readonly environment_inherited?: readonly string[];
  readonly serverurl: string | null;
}

interface GroupBase {
  readonly name: string;
  readonly priority: number;
  /** In the reference's order: programs as a `[group:x]` lists them, the processes of each by priority, then name. */
  readonly processes: readonly ProcessConfig[];
}

export interface ProgramGroupConfig extends GroupBase {
  readonly kind: 'program';
  /** Of the FastCGI programs among the members of a `[group:x]`; left out where there are none. */
  readonly sockets?: readonly MemberSocket[];
}

export interface MemberSocket {
  readonly socket: FcgiSocketConfig;
  /** Names of the processes that share it. */
  readonly processes: readonly string[];
}

export interface EventListenerPoolConfig extends GroupBase {
  readonly kind: 'eventlistener';
  readonly buffer_size: number;
  /** Event type names, sorted. */
  readonly events: readonly EventName[];
  readonly result_handler: string;
}

export interface FcgiSocketConfig {
  /** `unix:///path` or `tcp://host:port`. */
  readonly url: string;
  readonly backlog: number | null;
  /** [uid, gid]; gid -1 leaves the group as it is. */
  readonly owner: readonly [number, number] | null;
  readonly mode: number | null;
}

export interface FcgiGroupConfig extends GroupBase {
  readonly kind: 'fcgi-program';
  readonly socket: FcgiSocketConfig;
}

export type GroupConfig = ProgramGroupConfig | EventListenerPoolConfig | FcgiGroupConfig;

interface ServerBase {
  /** What stands behind the colon of the section name, or null. */
  readonly name: string | null;
  readonly section: string;
  readonly username: string | null;
  readonly password: string | null;
  /** Ours: names by which browsers may know this server, in small letters. */
  readonly allowed_hosts: readonly string[];
  /** Ours: /livez and /readyz are answered without a password. */
  readonly probes: boolean;
}

export interface UnixServerConfig extends ServerBase {
  readonly family: 'unix';
  readonly file: string;
  readonly chmod: number;
  /** [uid, gid]; -1 leaves that half as it is. */
  readonly chown: readonly [number, number];
}

export interface InetServerConfig extends ServerBase {
  readonly family: 'inet';
  /** Empty: all interfaces. */
  readonly host: string;
  readonly port: number;
}

export type ServerConfig = UnixServerConfig | InetServerConfig;

/** `[rpcinterface:x]` or `[ctlplugin:x]`. */
export interface PluginConfig {
  readonly name: string;
  readonly factory: string;
  /** Every other key of the section, expanded. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface SupervisorctlConfig {
  readonly serverurl: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly prompt: string;
  readonly history_file: string | null;
}

export interface Config {
  /** Processes (`group:process`) of each program section that something depends on by its name. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
  /** What `[program-default]` says, as it stands there, for programs that are added later. */
  readonly program_default: Readonly<Record<string, string>>;
  /** Absolute path of the main file. */
  readonly file: string;
  readonly supervisord: SupervisordConfig;
  readonly servers: readonly ServerConfig[];
  /** Sorted by priority, then name. */
  readonly groups: readonly GroupConfig[];
  readonly rpcinterfaces: readonly PluginConfig[];
  /** Messages for the activity log, in the reference's words. */
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}
