import type { ProcessConfig } from '../model/config.ts';
import type { SpawnResult, SpawnStage } from '../native/index.ts';
import { errnoName } from '../util/errno.ts';
import { limitsInWords } from './limits.ts';

export function forkError(config: ProcessConfig, errno: number): string {
  const code = errnoName(errno);
  if (code === 'EAGAIN') return `Too many processes in process table to spawn '${config.name}'`;
  return `unknown error during fork for '${config.name}': ${code}`;
}

const NOT_SPAWNED = 'supervisor: child process was not spawned\n';

export function setuidMessage(config: ProcessConfig, reason: string): string {
  return `supervisor: couldn't setuid to ${config.uid}: ${reason}\n${NOT_SPAWNED}`;
}

export function failureMessage(
  config: ProcessConfig,
  argv: readonly string[],
  { failure }: Extract<SpawnResult, { pid: number }>,
): string | null {
  if (failure === undefined) return null;
  const message = STAGE_MESSAGES[failure.stage]({ config, program: argv[0] ?? '', code: errnoName(failure.errno) });
  return `supervisor: ${message}\n${NOT_SPAWNED}`;
}

interface Failure {
  readonly config: ProcessConfig;
  readonly program: string;
  readonly code: string;
}

const settingUp =
  (what: string) =>
  ({ program, code }: Failure) =>
    `couldn't set ${what} for ${program}: ${code}`;

/** The reference's own sentences where it has one. */
const STAGE_MESSAGES = {
  group: settingUp('the process group'),
  tty: settingUp('the controlling terminal'),
  fds: settingUp('the descriptors'),
  rlimits: ({ config, ...failure }) => settingUp(`the resource limits${limitsInWords(config)}`)({ config, ...failure }),
  nice: ({ config, ...failure }) => settingUp(`nice=${config.nice}`)({ config, ...failure }),
  oom: ({ config, ...failure }) => settingUp(`oom_score_adj=${config.oom_score_adj}`)({ config, ...failure }),
  privileges: settingUp('no_new_privileges'),
  umask: settingUp('the umask'),
  groups: ({ config }) => `couldn't setuid to ${config.uid}: Could not set groups of effective user`,
  gid: ({ config }) => `couldn't setuid to ${config.uid}: Could not set group id of effective user`,
  uid: ({ config, code }) => `couldn't setuid to ${config.uid}: ${code}`,
  chdir: ({ config, code }) => `couldn't chdir to ${config.directory}: ${code}`,
  exec: ({ program, code }) => `couldn't exec ${program}: ${code}`,
} satisfies Record<SpawnStage, (failure: Failure) => string>;
