import { resolve } from 'node:path';
import { addLimit, assumed, lost, mayEnd, type Program, setStopSignal, toConsole } from '../program.ts';
import { readCommand } from './command.ts';
import { dependsOn } from './dependsOn.ts';
import { deploy, setMemory, setReplicas, setRestart } from './deploy.ts';
import { durationOf, type Field, type Service } from './field.ts';
import { healthcheck } from './healthcheck.ts';
import { isTrue, listOf, mapOf, shown, textOf, variablesOf } from './values.ts';

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

const HINTS: Readonly<Record<string, string>> = {
  ports: '; the ports of the container',
  expose: '; the ports of the container',
  volumes: '; the volumes of the container',
};

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

function amount(value: unknown): string {
  return String(value) === '-1' ? 'unlimited' : String(value);
}
