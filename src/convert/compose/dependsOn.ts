import { assumed, fitName, lost } from '../program.ts';
import type { Field } from './field.ts';
import { isTrue, mapOf } from './values.ts';

export function dependsOn({ program, value, line }: Field): void {
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

const CONDITIONS: Readonly<Record<string, string>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'done',
};
