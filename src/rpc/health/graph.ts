import type { Supervisor } from '../../daemon/supervisor.ts';
import type { Process } from '../../process/process.ts';
import { namespecOf } from '../namespec.ts';
import { allByPriority } from '../processLists.ts';
import { conditionOf } from './condition.ts';

/** What `tsupervisor.getGraph` answers. */
export function graphOf(supervisor: Supervisor) {
  // They are made where somebody needs them, and without depends_on nobody does.
  if (Object.keys(supervisor.config.programs).length === 0) return [];
  const { dependencies } = supervisor;
  return allByPriority(supervisor)
    .filter((process) => dependencies.takesPart(process))
    .map((process) => node(supervisor, process));
}

function node({ dependencies }: Supervisor, process: Process) {
  const { config, group, status } = process;
  const times = Object.entries(dependencies.timesOf(process));
  return {
    namespec: namespecOf(process),
    name: config.name,
    group,
    condition: conditionOf(process).words,
    state: status.state,
    waiting_for: status.waitingFor ?? '',
    depends_on: config.depends_on.map((dependency) => ({
      ...dependency,
      come: dependencies.hasCome(dependency),
      processes: dependencies.processesOf(dependency.name).map(namespecOf),
    })),
    times: Object.fromEntries(times.map(([name, at]) => [name, at === null ? -1 : Math.round(at)])),
  };
}
