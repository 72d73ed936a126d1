import { durationSeconds } from '../durations.ts';
import { assumed, lost, mayEnd, type Program, restartAlways, restartOnFailure } from '../program.ts';
import { reportRest } from './field.ts';
import { mapOf } from './values.ts';

export function deploy(program: Program, value: Readonly<Record<string, unknown>>, line: number): void {
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

export function setRestart(program: Program, policy: string): void {
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

export function setReplicas(program: Program, count: string): void {
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
export function setMemory(program: Program, size: string): void {
  const [, number, unit = ''] = /^(\d+)\s*([kmg]?)i?b?$/i.exec(size) ?? [];
  if (number === undefined) {
    lost(program, `the memory limit ${size}`);
    return;
  }
  program.options.max_memory = `${number}${unit === '' ? '' : `${unit.toUpperCase()}B`}`;
  assumed(program, `above its memory limit it is stopped and started again, as far as autorestart lets it`);
}
