import type { BeyondConfig, ProcessConfig } from '../../src/model/config.ts';

/** A program called `cat` with every option at its default. */
export function processConfig(overrides: Partial<ProcessConfig> = {}): ProcessConfig {
  return {
    ...BEYOND,
    name: 'cat',
    command: '/bin/cat',
    directory: null,
    umask: null,
    priority: 999,
    autostart: true,
    autorestart: 'unexpected',
    startsecs: 1,
    startretries: 3,
    uid: null,
    stdout_logfile: null,
    stdout_capture_maxbytes: 0,
    stdout_events_enabled: false,
    stdout_syslog: false,
    stdout_logfile_backups: 10,
    stdout_logfile_maxbytes: 50 * 1024 * 1024,
    stderr_logfile: null,
    stderr_capture_maxbytes: 0,
    stderr_events_enabled: false,
    stderr_syslog: false,
    stderr_logfile_backups: 10,
    stderr_logfile_maxbytes: 50 * 1024 * 1024,
    stopsignal: 15,
    stopwaitsecs: 10,
    stopasgroup: false,
    killasgroup: false,
    exitcodes: [0],
    redirect_stderr: false,
    environment: {},
    serverurl: null,
    ...overrides,
  };
}

/** Those that a stock supervisord does not know. */
export const BEYOND: BeyondConfig = {
  exit_on: 'never',
  backoff: 'linear',
  backoff_initial: 1,
  backoff_max: null,
  backoff_jitter: 0,
  restart_limit: null,
  restart_forever: false,
  stop_sequence: null,
  stdout_format: 'raw',
  stdout_timestamps: false,
  stdout_tee: null,
  stderr_format: 'raw',
  stderr_timestamps: false,
  stderr_tee: null,
};
