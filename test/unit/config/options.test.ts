import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machineOf } from '../../../src/config/context.ts';
import { SECTIONS } from '../../../src/config/options/sections.ts';
import { surroundings } from './surroundings.ts';

/** What the reference's getAllConfigInfo shows of a program's options. */
const SHOWN = [
  'autostart autorestart directory uid command exitcodes group_prio killasgroup name process_prio redirect_stderr',
  'startretries startsecs stdout_capture_maxbytes stdout_events_enabled stdout_logfile stdout_logfile_backups',
  'stdout_logfile_maxbytes stdout_syslog stopsignal stopwaitsecs stderr_capture_maxbytes stderr_events_enabled',
  'stderr_logfile stderr_logfile_backups stderr_logfile_maxbytes stderr_syslog serverurl',
].flatMap((line) => line.split(' '));

/** Keys that must not be in use for anything else by those whose files we read. */
const OURS = [
  'allowed_hosts',
  'backoff',
  'backoff_initial',
  'backoff_jitter',
  'backoff_max',
  'console',
  'depends_on',
  'environment_file',
  'environment_secret',
  'exit_on',
  'exit_when_idle',
  'export_environment',
  'export_environment_exclude',
  'finish',
  'finish_arguments',
  'finish_timeout',
  'health',
  'health_action',
  'health_interval',
  'health_retries',
  'health_start_period',
  'health_timeout',
  'kill_tree',
  'max_memory',
  'max_runtime',
  'nice',
  'no_new_privileges',
  'notify_fd',
  'oom_score_adj',
  'probes',
  'pty',
  'ready',
  'ready_timeout',
  'restart_forever',
  'restart_limit',
  'rlimits',
  'scene_age',
  'scene_dir',
  'scene_max',
  'scene_sample',
  'schedule',
  'services',
  'shutdown_timeout',
  'stderr_format',
  'stderr_tee',
  'stderr_timestamps',
  'stdin_pipe',
  'stdout_format',
  'stdout_pipe',
  'stdout_tee',
  'stdout_timestamps',
  'stop_sequence',
  'subreaper',
  'type',
  'user_env',
  'watchdog_sec',
];

const ROWS = Object.entries(SECTIONS).flatMap(([kind, { table }]) =>
  Object.entries(table).map(([key, row]) => ({ kind, key, row })),
);

describe('The option tables', () => {
  test('say which options clients are shown', () => {
    const shown = new Set(ROWS.flatMap(({ row }) => row.rpc ?? []));
    assert.deepEqual([...shown].sort(), [...SHOWN].sort());
  });

  test('have defaults that their own converters take', () => {
    const machine = machineOf(surroundings());
    for (const { kind, key, row } of ROWS) {
      const text = typeof row.default === 'function' ? row.default(machine) : row.default;
      assert.doesNotThrow(() => text === null || row.convert(text, machine), `${kind}.${key}`);
    }
  });

  test('have a sentence for every option', () => {
    assert.deepEqual(
      ROWS.filter(({ row }) => !/^[A-Z%a-z].*\.$/.test(row.doc)).map(({ key }) => key),
      [],
    );
  });

  test('name the keys that stock supervisord does not know', () => {
    const ours = new Set(ROWS.filter(({ row }) => row.ours === true).map(({ key }) => key));
    assert.deepEqual([...ours].sort(), OURS);
  });
});
