import { assumed, lost } from '../program.ts';
import { commandText, shellCommand } from '../shell.ts';
import { durationOf, type Field, reportRest } from './field.ts';
import { isTrue, mapOf, textOf } from './values.ts';

export function healthcheck(field: Field): void {
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
