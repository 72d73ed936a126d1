import { resolve } from 'node:path';
import { durationSeconds } from '../durations.ts';
import {
  addLimit,
  assumed,
  fitName,
  lost,
  mayEnd,
  type Problem,
  type Program,
  restartAlways,
  restartOnFailure,
  setStopSignal,
  toConsole,
} from '../program.ts';
import { commandText, shellCommand } from '../shell.ts';
import { commandLine } from './commandLine.ts';
import type { Fields } from './document.ts';
import { isTrue, listOf, mapOf, shown, textOf, variablesOf } from './values.ts';

export interface Service {
  readonly program: Program;
  readonly fields: Fields;
  /** Of the compose file. */
  readonly folder: string;
  readonly file: string;
  readonly problems: Problem[];
}

/** One service as a program. */
export function convertService(service: Service): Program {
  const { program, fields } = service;
  readCommand(service);
  for (const [key, { value, line }] of fields) {
    const convert = CONVERTERS[key];
    if (convert !== undefined) convert({ ...service, key, value, line });
    else if (!key.startsWith('x-')) lost(program, `${key}: ${shown(value)} (line ${line})${HINTS[key] ?? ''}`);
  }
  if (program.options.autorestart === undefined) mayEnd(program);
  toConsole(program);
  return program;
}

interface Field extends Service {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
}

const HINTS: Readonly<Record<string, string>> = {
  ports: '; the ports of the container',
  expose: '; the ports of the container',
  volumes: '; the volumes of the container',
};

function readCommand(service: Service): void {
  const { program, fields } = service;
  const entrypoint = wordsOf(service, 'entrypoint');
  const words = [...entrypoint, ...wordsOf(service, 'command')];
  const image = textOf(fields.get('image')?.value);
  const [first = ''] = words;
  if (first !== '' && !first.startsWith('-')) {
    program.options.command = commandText(words);
    if (entrypoint.length === 0 && image !== null)
      assumed(program, `the image ${image} has no ENTRYPOINT that has to stand before the command`);
    return;
  }
  // Options alone are for the ENTRYPOINT of the image.
  program.inactive = true;
  program.options.command = commandText(['FILL-IN', ...words]);
  const where = image === null ? 'its image' : `the image ${image}`;
  lost(program, `the command, which is in ${where}: look there and fill it in`);
}

function wordsOf({ program, fields, file, problems }: Service, key: string): readonly string[] {
  const { value, line } = fields.get(key) ?? { value: null, line: null };
  if (Array.isArray(value)) return value.map((word) => textOf(word) ?? '');
  try {
    const { words, rest } = commandLine(textOf(value) ?? '');
    if (rest !== '') lost(program, `${rest} of ${key} (line ${line}): compose passes it over; sh -c would run it`);
    return words;
  } catch (error) {
    problems.push({ file, line, message: `${key}: ${(error as Error).message}` });
    return [];
  }
}

const CONVERTERS: Readonly<Record<string, (field: Field) => void>> = {
  command: () => undefined,
  entrypoint: () => undefined,
  image: ({ program, value }) => lost(program, `image: ${shown(value)}; what it holds has to be in this container`),
  build: ({ program, value }) => lost(program, `build: ${shown(value)}; what it makes has to be in this container`),
  // The daemon does what it is for.
  init: () => undefined,
  environment: ({ program, value, line }) => {
    for (const [name, text] of variablesOf(value)) {
      if (name === '') lost(program, `a variable without a name: ${text} (line ${line})`);
      else if (text === null) assumed(program, `${name} comes from the environment of the daemon (line ${line})`);
      else program.environment[name] = text;
    }
  },
  env_file: ({ program, value, folder }) => {
    const files = listOf(value).map((each) => {
      const { path, required } = typeof each === 'object' ? mapOf(each) : { path: each, required: true };
      return `${required === false ? '-' : ''}${resolve(folder, String(path))}`;
    });
    if (files.length > 0) program.options.environment_file = files.join(', ');
  },
  working_dir: ({ program, value }) => {
    if (textOf(value)) program.options.directory = String(value);
  },
  user: ({ program, value }) => {
    const [user = '', group] = String(value ?? '').split(':');
    if (user === '') return;
    program.options.user = user;
    if (/^\d+$/.test(user)) assumed(program, `/etc/passwd has a user with the number ${user}`);
    if (group !== undefined)
      lost(program, `the group ${group} of user: ${shown(value)}; it gets the groups of the user`);
  },
  restart: ({ program, value }) => setRestart(program, String(value)),
  deploy: ({ program, value, line }) => deploy(program, mapOf(value), line),
  scale: ({ program, value }) => setReplicas(program, String(value)),
  mem_limit: ({ program, value }) => setMemory(program, String(value)),
  depends_on: dependsOn,
  healthcheck: healthcheck,
  stop_signal: ({ program, value }) => setStopSignal(program, String(value)),
  stop_grace_period: (field) => {
    const time = durationOf(field, field.value);
    if (time !== null) field.program.options.stopwaitsecs = String(Math.ceil(time));
  },
  ulimits: ({ program, value }) => {
    for (const [name, limit] of Object.entries(mapOf(value))) {
      const { soft, hard } = typeof limit === 'object' ? mapOf(limit) : { soft: limit, hard: limit };
      addLimit(program, name, amount(soft ?? hard), amount(hard ?? soft));
    }
  },
  oom_score_adj: ({ program, value }) => {
    program.options.oom_score_adj = String(value);
  },
  tty: ({ program, value }) => {
    if (isTrue(value)) program.options.pty = 'true';
  },
  security_opt: ({ program, value, line }) => {
    for (const each of listOf(value).map(String)) {
      if (/^no-new-privileges([:=]true)?$/.test(each)) program.options.no_new_privileges = 'true';
      else lost(program, `security_opt: ${each} (line ${line})`);
    }
  },
  profiles: ({ program, value }) => {
    program.options.autostart = 'false';
    assumed(program, `it is started by hand: profiles: ${shown(value)}`);
  },
};

function setRestart(program: Program, policy: string): void {
  const [word, times = '0'] = policy.split(':');
  if (word === 'always' || word === 'unless-stopped' || word === 'any') backOffAsDocker(program);
  else if (word === 'on-failure') {
    backOffAsDocker(program);
    restartOnFailure(program, 'docker');
    if (/^[1-9]\d*$/.test(times)) {
      delete program.options.restart_forever;
      program.options.startretries = times;
      assumed(program, `the ${times} of restart: ${policy} are failed starts in a row`);
    }
  } else mayEnd(program);
}

/** Docker waits 100 ms, then twice as long each time, up to a minute. */
function backOffAsDocker(program: Program): void {
  restartAlways(program);
  Object.assign(program.options, { backoff: 'exponential', backoff_initial: '100ms', backoff_max: '60s' });
}

function deploy(program: Program, value: Readonly<Record<string, unknown>>, line: number): void {
  const { restart_policy, replicas, resources, ...others } = value;
  if (restart_policy !== undefined) {
    const { condition = 'any', delay, max_attempts, ...rest } = mapOf(restart_policy);
    setRestart(program, String(condition) + (max_attempts === undefined ? '' : `:${String(max_attempts)}`));
    const pause = delay === undefined ? null : durationSeconds(String(delay));
    if (pause !== null)
      Object.assign(program.options, { backoff: 'linear', backoff_initial: String(pause), backoff_max: String(pause) });
    reportRest(program, 'deploy.restart_policy.', rest, line);
  }
  if (replicas !== undefined) setReplicas(program, String(replicas));
  const { limits, ...reservations } = mapOf(resources);
  const { memory, ...restOfLimits } = mapOf(limits);
  if (memory !== undefined) setMemory(program, String(memory));
  reportRest(program, 'deploy.resources.limits.', restOfLimits, line);
  reportRest(program, 'deploy.resources.', reservations, line);
  reportRest(program, 'deploy.', others, line);
}

function reportRest(program: Program, prefix: string, rest: Readonly<Record<string, unknown>>, line: number): void {
  for (const [key, value] of Object.entries(rest)) lost(program, `${prefix}${key}: ${shown(value)} (line ${line})`);
}

function setReplicas(program: Program, count: string): void {
  if (count === '1') return;
  if (!/^[1-9]\d*$/.test(count)) {
    program.options.autostart = 'false';
    assumed(program, `it is started by hand: its number is ${count}`);
    return;
  }
  program.options.numprocs = count;
  program.options.process_name = '%(program_name)s_%(process_num)02d';
  program.expressions.add('process_name');
}

/** The kernel would kill it at the limit; here it is stopped in order, and started again. */
function setMemory(program: Program, size: string): void {
  const [, number, unit = ''] = /^(\d+)\s*([kmg]?)i?b?$/i.exec(size) ?? [];
  if (number === undefined) {
    lost(program, `the memory limit ${size}`);
    return;
  }
  program.options.max_memory = `${number}${unit === '' ? '' : `${unit.toUpperCase()}B`}`;
  assumed(program, `above its memory limit it is stopped and started again, as far as autorestart lets it`);
}

const CONDITIONS: Readonly<Record<string, string>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'done',
};

function dependsOn({ program, value, line }: Field): void {
  const entries = Array.isArray(value)
    ? value.map((name) => [String(name), {}] as const)
    : Object.entries(mapOf(value));
  const names = entries.map(([name, each]) => {
    const { condition = 'service_started', required, restart } = mapOf(each);
    if (isTrue(restart)) lost(program, `restart: true of the dependency on ${name} (line ${line})`);
    if (required === false) assumed(program, `the dependency on ${name} is required (line ${line})`);
    return `${fitName(name)}:${CONDITIONS[String(condition)] ?? 'started'}`;
  });
  if (names.length > 0) program.options.depends_on = names.join(', ');
}

function healthcheck(field: Field): void {
  const { program, value, line } = field;
  const { test, interval = '30s', timeout = '30s', retries = '3', start_period, disable, ...others } = mapOf(value);
  const probe = probeOf(test);
  if (isTrue(disable) || probe === 'NONE') return;
  if (probe === null) {
    lost(program, `healthcheck without a test (line ${line}): the one of its image`);
    return;
  }
  program.options.health = `exec:${probe}`;
  // 0 means the default to docker.
  program.options.health_interval = String(durationOf(field, interval) || 30);
  program.options.health_timeout = String(durationOf(field, timeout) || 30);
  program.options.health_retries = String(Number(retries) || 3);
  if (start_period !== undefined) program.options.health_start_period = String(durationOf(field, start_period) ?? 0);
  program.options.health_action = 'none';
  assumed(
    program,
    'nothing happens to it when it is unhealthy, as with docker; health_action=restart would start it again',
  );
  reportRest(program, 'healthcheck.', others, line);
}

function probeOf(test: unknown): string | null {
  if (!Array.isArray(test)) return textOf(test) === null ? null : shellCommand(String(test));
  const [kind, ...words] = test.map(String);
  if (kind === 'NONE') return 'NONE';
  if (words.length === 0) return null;
  return kind === 'CMD-SHELL' ? shellCommand(words.join(' ')) : commandText(words);
}

function durationOf({ file, line, key, problems }: Field, value: unknown): number | null {
  const time = durationSeconds(String(value));
  if (time === null) problems.push({ file, line, message: `${key}: not a duration: ${shown(value)}` });
  return time;
}

function amount(value: unknown): string {
  return String(value) === '-1' ? 'unlimited' : String(value);
}
