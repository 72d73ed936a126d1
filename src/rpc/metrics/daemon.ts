import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Supervisor } from '../../daemon/supervisor.ts';
import { SupervisorState } from '../../model/states.ts';
import { SUPERVISOR_VERSION } from '../supervisorVersion.ts';
import { type Family, type Labels, sample, writeLabels } from './family.ts';

type Watched = Pick<Supervisor, 'mood' | 'orphans'>;

/** The daemon itself; what every exporter tells of its own process has the names that they all use. */
export async function daemonFamilies(supervisor: Watched, version: string): Promise<Family[]> {
  const { idle, active } = performance.eventLoopUtilization();
  const { user, system } = process.cpuUsage();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const build = { version, supervisor_version: SUPERVISOR_VERSION, node_version: process.version };
  return [
    gauge('tsupervisord_build_info', 'Versions of the daemon; the value is always 1.', [[build, 1]]),
    gauge(
      'tsupervisord_state',
      'State of the daemon: 1 for the one that it is in, 0 for the others.',
      moods(supervisor),
    ),
    counter('tsupervisord_reaped_orphans_total', 'Ended processes that were not its own.', supervisor.orphans),
    counter('tsupervisord_event_loop_active_seconds_total', 'Time in which the loop was busy.', active / 1000),
    counter('tsupervisord_event_loop_idle_seconds_total', 'Time in which the loop had nothing to do.', idle / 1000),
    gauge('tsupervisord_event_loop_delay_seconds', 'How long a turn of the loop takes just now.', await loopDelay()),
    counter('process_cpu_seconds_total', 'User and system time that the daemon has used.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Resident memory of the daemon.', rss),
    gauge(
      'process_start_time_seconds',
      'When the daemon was started, in unix time.',
      Date.now() / 1000 - process.uptime(),
    ),
    ...descriptors(),
    gauge('nodejs_heap_size_total_bytes', 'JavaScript heap of the daemon.', heapTotal),
    gauge('nodejs_heap_size_used_bytes', 'JavaScript heap of the daemon that is in use.', heapUsed),
  ];
}

type Values = number | readonly (readonly [Labels, number])[];

function gauge(name: string, help: string, values: Values): Family {
  return { name, type: 'gauge', help, samples: samplesOf(name, values) };
}

function counter(name: string, help: string, value: number): Family {
  return { name, type: 'counter', help, samples: samplesOf(name, value) };
}

function samplesOf(name: string, values: Values): string[] {
  if (typeof values === 'number') return [sample(name, '', values)];
  return values.map(([labels, value]) => sample(name, writeLabels(labels), value));
}

function moods({ mood }: Watched): Values {
  return Object.keys(SupervisorState).map((state) => [{ state }, Number(state === mood)] as const);
}

/** Seconds from one turn to the next, with all that is waiting. */
async function loopDelay(): Promise<number> {
  await setImmediate();
  const before = performance.now();
  await setImmediate();
  return (performance.now() - before) / 1000;
}

function descriptors(): Family[] {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return [
      gauge('process_open_fds', 'Open descriptors of the daemon.', readdirSync('/proc/self/fd').length),
      ...(limit === undefined ? [] : [gauge('process_max_fds', 'How many it may have.', Number(limit))]),
    ];
  } catch {
    // Without /proc the rest is still worth telling.
    return [];
  }
}
