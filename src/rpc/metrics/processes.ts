import { setImmediate } from 'node:timers/promises';
import { ProcessState } from '../../model/states.ts';
import type { Process } from '../../process/process.ts';
import { type Family, sample, writeLabels } from './family.ts';
import { type Usage, usageOf } from './usage.ts';

/** The answer about a thousand programs never keeps the loop longer than this from everything else. */
const SLICE_MS = 10;

/** `wall`: the time now, in milliseconds. */
export async function processFamilies(processes: readonly Process[], wall: number): Promise<Family[]> {
  const samples = METRICS.map((): string[] => []);
  let until = performance.now() + SLICE_MS;
  for (const process of processes) {
    if (performance.now() > until) {
      await setImmediate();
      until = performance.now() + SLICE_MS;
    }
    const seen = look(process, wall);
    for (const [index, metric] of METRICS.entries()) add(samples[index] ?? [], metric, seen);
  }
  return METRICS.map(({ name, type, help }, index) => ({ name, type, help, samples: samples[index] ?? [] }));
}

interface Seen {
  readonly process: Process;
  readonly wall: number;
  readonly usage: Usage | null;
  readonly labels: string;
}

function look(process: Process, wall: number): Seen {
  const { config, group, status } = process;
  const labels = writeLabels({ group, name: config.name });
  return { process, wall, usage: status.pid === 0 ? null : usageOf(status.pid), labels };
}

interface Metric extends Omit<Family, 'samples'> {
  /** Values by further labels; null is left out. */
  readonly values: (seen: Seen) => Readonly<Record<string, number | null>>;
}

function add(samples: string[], { name, values }: Metric, seen: Seen): void {
  for (const [more, value] of Object.entries(values(seen))) {
    if (value !== null) samples.push(sample(name, more === '' ? seen.labels : `${seen.labels},${more}`, value));
  }
}

function metric(type: Family['type'], name: string, help: string, value: (seen: Seen) => number | null): Metric {
  return { type, name: `tsupervisord_process_${name}`, help, values: (seen) => ({ '': value(seen) }) };
}

const STATES = Object.keys(ProcessState);
const STREAMS = ['stdout', 'stderr'] as const;

const METRICS: readonly Metric[] = [
  {
    type: 'gauge',
    name: 'tsupervisord_process_state',
    help: 'State of the process: 1 for the one that it is in, 0 for the others.',
    values: ({ process: { status } }) =>
      Object.fromEntries(STATES.map((state) => [`state="${state}"`, Number(status.state === state)])),
  },
  metric('gauge', 'up', 'Whether the process is RUNNING.', ({ process }) => Number(process.status.state === 'RUNNING')),
  metric(
    'gauge',
    'ready',
    'Whether the ready probe of the process has succeeded.',
    ({ process: { config, status } }) => (config.ready === null ? null : Number(status.ready)),
  ),
  metric('gauge', 'healthy', 'Whether the health checks of the process succeed.', ({ process: { config, status } }) =>
    config.health === null ? null : Number(status.health === 'healthy'),
  ),
  metric(
    'counter',
    'starts_total',
    'Starts of the process, tries that failed included.',
    ({ process }) => process.status.startCount,
  ),
  metric(
    'counter',
    'restarts_total',
    'Starts of the process by itself, after an end or a failed start.',
    ({ process }) => process.status.restartCount,
  ),
  metric(
    'gauge',
    'last_exit_status',
    'Exit status of the last run that has ended, 128 + n after signal n.',
    ({ process }) => process.status.lastExit,
  ),
  metric(
    'gauge',
    'start_time_seconds',
    'When the process was last started, in unix time.',
    ({ process: { status } }) => (status.pid === 0 ? null : status.laststart / 1000),
  ),
  metric('gauge', 'uptime_seconds', 'How long the process has been there.', ({ process: { status }, wall }) =>
    status.pid === 0 ? null : Math.max(0, wall - status.laststart) / 1000,
  ),
  metric(
    'gauge',
    'resident_memory_bytes',
    'Resident memory of the process.',
    ({ usage }) => usage?.residentBytes ?? null,
  ),
  metric('gauge', 'threads', 'Threads of the process.', ({ usage }) => usage?.threads ?? null),
  metric(
    'counter',
    'cpu_seconds_total',
    'User and system time that the process has used.',
    ({ usage }) => usage?.cpuSeconds ?? null,
  ),
  {
    type: 'counter',
    name: 'tsupervisord_process_output_bytes_total',
    help: 'Bytes that the process has written to its standard output and standard error.',
    values: ({ process }) =>
      Object.fromEntries(
        STREAMS.map((stream) => [
          `stream="${stream}"`,
          hasStream(process, stream) ? process.outputBytes(stream) : null,
        ]),
      ),
  },
];

function hasStream({ config }: Process, stream: (typeof STREAMS)[number]): boolean {
  return stream === 'stdout' || !config.redirect_stderr;
}
