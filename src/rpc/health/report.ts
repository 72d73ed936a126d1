import type { Supervisor } from '../../daemon/supervisor.ts';
import type { Process } from '../../process/process.ts';
import { namespecOf } from '../namespec.ts';
import { conditionOf, moodWords } from './condition.ts';

/** What `tsupervisor.getHealth` answers. */
export function healthReport(supervisor: Supervisor, processes: readonly Process[]) {
  const mood = moodWords(supervisor);
  const reports = processes.map(report);
  return {
    ok: mood === null && reports.every(({ ok }) => ok),
    daemon: mood ?? 'running',
    processes: reports,
  };
}

function report(process: Process) {
  const { config, group, status } = process;
  const { ok, words } = conditionOf(process);
  return {
    namespec: namespecOf(process),
    name: config.name,
    group,
    ok,
    condition: words,
    state: status.state,
    ready: config.ready === null ? '' : status.ready ? 'ready' : 'not ready',
    health: status.health ?? '',
    statustext: status.statusText ?? '',
    spawnerr: status.spawnerr ?? '',
  };
}
