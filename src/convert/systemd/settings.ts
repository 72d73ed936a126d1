import { addLimit, assumed, lost, type Program } from '../program.ts';
import { secondsOf } from './restart.ts';
import { isYes, type Unit } from './unit.ts';
import type { Setting } from './unitFile.ts';

interface Given {
  readonly unit: Unit;
  readonly program: Program;
  readonly settings: readonly Setting[];
  /** The last one. */
  readonly value: string;
  readonly setting: Setting;
}

/** What has a plain counterpart, by section and key. */
export const SETTINGS: Readonly<Record<string, (given: Given) => void>> = {
  'Service.User': ({ program, value }) => {
    program.options.user = value;
    program.options.user_env = 'true';
  },
  'Service.Group': ({ program, value, unit }) => {
    if (unit.values.get('Service.User')?.at(-1)?.value !== value)
      lost(program, `Group=${value}: it gets the groups of its user`);
  },
  'Service.WorkingDirectory': ({ program, value }) => {
    const path = value.replace(/^-/, '');
    if (path.startsWith('/')) program.options.directory = path;
    else lost(program, `WorkingDirectory=${value}`);
    if (value.startsWith('-')) assumed(program, `the directory ${path} exists`);
  },
  'Service.UMask': ({ program, value }) => {
    program.options.umask = value;
  },
  'Service.Nice': (given) => privileged(given, 'nice', 'CAP_SYS_NICE'),
  'Service.OOMScoreAdjust': (given) => privileged(given, 'oom_score_adj', 'CAP_SYS_RESOURCE'),
  'Service.NoNewPrivileges': ({ program, value }) => {
    if (isYes(value)) program.options.no_new_privileges = 'true';
  },
  'Service.RuntimeMaxSec': ({ program, unit }) => {
    const seconds = secondsOf(unit, ['Service.RuntimeMaxSec']);
    if (seconds !== null && Number.isFinite(seconds) && seconds > 0) program.options.max_runtime = String(seconds);
  },
  'Service.WatchdogSec': ({ program, unit }) => {
    const seconds = secondsOf(unit, ['Service.WatchdogSec']);
    if (seconds !== null && Number.isFinite(seconds) && seconds > 0) program.options.watchdog_sec = String(seconds);
  },
  'Service.TimeoutStartSec': ({ program, unit }) => {
    const seconds = secondsOf(unit, ['Service.TimeoutStartSec']);
    if (program.options.ready === undefined || seconds === null || !Number.isFinite(seconds)) {
      lost(program, `TimeoutStartSec=${unit.values.get('Service.TimeoutStartSec')?.at(-1)?.value ?? ''}`);
      return;
    }
    program.options.ready_timeout = String(seconds);
    assumed(program, 'a start that takes longer than ready_timeout is told in the log, and goes on');
  },
  'Service.MemoryMax': memory,
  'Service.MemoryLimit': memory,
  'Service.TTYPath': ({ program, value }) => lost(program, `TTYPath=${value}; pty=true gives it a terminal of its own`),
  ...Object.fromEntries(
    ['RuntimeDirectory', 'StateDirectory', 'CacheDirectory', 'LogsDirectory', 'ConfigurationDirectory'].map((key) => [
      `Service.${key}`,
      ({ program, value }: Given) => lost(program, `${key}=${value}: make ${directoryList(key, value)} in the image`),
    ]),
  ),
  ...Object.fromEntries(limitKeys().map(([key, name]) => [`Service.${key}`, (given: Given) => limit(given, name)])),
};

/** Without the capability, which containers rarely have, the program would not start. */
function privileged({ program, value, setting }: Given, option: string, capability: string): void {
  if (!/^[-+]?\d+$/.test(value)) {
    lost(program, `${setting.key}=${value}`);
    return;
  }
  program.options[option] = value;
  if (value.startsWith('-')) assumed(program, `the daemon has ${capability}: ${option}=${value} is less than usual`);
}

const ROOTS: Readonly<Record<string, string>> = {
  RuntimeDirectory: '/run',
  StateDirectory: '/var/lib',
  CacheDirectory: '/var/cache',
  LogsDirectory: '/var/log',
  ConfigurationDirectory: '/etc',
};

function directoryList(key: string, value: string): string {
  return value
    .split(/\s+/)
    .map((name) => `${ROOTS[key]}/${name}`)
    .join(', ');
}

function limitKeys(): (readonly [key: string, name: string])[] {
  const names = [
    'as',
    'core',
    'cpu',
    'data',
    'fsize',
    'locks',
    'memlock',
    'msgqueue',
    'nice',
    'nofile',
    'nproc',
    'rss',
    'rtprio',
    'rttime',
    'sigpending',
    'stack',
  ];
  return names.map((name) => [`Limit${name.toUpperCase()}`, name] as const);
}

function limit({ program, value, setting }: Given, name: string): void {
  const [soft = null, hard = soft] = value.split(':').map((part) => amountText(part));
  if (soft === null || hard === null) lost(program, `${setting.key}=${value}`);
  else addLimit(program, name, soft, hard);
}

const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A number with a power of 1024; time spans and +nice values are left to the reader. */
function amountText(text: string): string | null {
  if (text === 'infinity') return 'unlimited';
  const [, number, unit = ''] = /^(\d+)([KMGTPE]?)$/.exec(text) ?? [];
  return number === undefined ? null : String(Number(number) * 1024 ** POWERS.indexOf(unit));
}

function memory({ program, value, setting }: Given): void {
  const size = amountText(value);
  if (size === 'unlimited') return;
  if (size === null) {
    lost(program, `${setting.key}=${value}`);
    return;
  }
  program.options.max_memory = size;
  assumed(program, `above ${setting.key}= it is stopped in order and started again; the kernel would kill it there`);
}
