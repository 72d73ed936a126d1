import type { ScaledGroup, ScaledProgram } from '../config/load/scaledProgram.ts';
import { processSurroundings } from '../config/surroundings.ts';
import { reshapeInForce } from '../daemon/reshape.ts';
import { RpcFault } from '../model/faults.ts';
import { RUNNING_STATES } from '../model/states.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';
import type { RpcContext } from './context.ts';
import { changeProcesses } from './minimalUpdate.ts';

/** `tsupervisor.scale`: another number of processes for a program that runs. */
export async function scale(context: RpcContext, name: string, count: number): Promise<RpcStruct[]> {
  if (count < 1) throw new RpcFault('INCORRECT_PARAMETERS', `${name} needs at least 1 process; stop it instead`);
  const planned = await plan(context, name, count);
  const steps: RpcStruct[] = [];
  for (const group of planned.groups) steps.push(...(await scaleGroup(context, group)));
  if (steps.length === 0 || steps.some(({ failed }) => failed)) return steps;
  nameProcesses(context, name, planned.programs);
  context.supervisor.log.info(`scale: ${name} is to have ${count} process${count === 1 ? '' : 'es'}`);
  return steps;
}

type Planned = Extract<ScaledProgram, { ok: true }>;

async function plan({ supervisor }: RpcContext, name: string, count: number): Promise<Planned> {
  const { scaleProgram } = await import('../config/load/scaledProgram.ts');
  const running = new Map([...supervisor.groups].map(([group, { config }]) => [group, config]));
  const surroundings = processSurroundings(supervisor.lookups);
  const planned = scaleProgram(running, supervisor.config, surroundings, name, count);
  if (planned.ok) return planned;
  const faults = { unknown: 'BAD_NAME', refused: 'FAILED', configuration: 'CANT_REREAD' } as const;
  throw new RpcFault(faults[planned.why], planned.error);
}

async function scaleGroup(context: RpcContext, { config, added, removed, current }: ScaledGroup): Promise<RpcStruct[]> {
  const { supervisor } = context;
  if (added.length + removed.length === 0) return [];
  const processes = supervisor.groups.get(config.name)?.processes;
  const runs = current.some(({ name }) => RUNNING_STATES.has(processes?.get(name)?.status.state ?? 'STOPPED'));
  return changeProcesses(
    context,
    config,
    { added, removed, changed: [] },
    {
      reshape: (to, leaving) => reshapeInForce(supervisor, to, leaving),
      // Of a program that was stopped, new ones stay so; what its schedule starts is not started now.
      starts: ({ autostart, schedule }) => (current.length === 0 ? autostart : runs && schedule === null),
    },
  );
}

/** What depends on the program depends on all of its processes. */
function nameProcesses({ supervisor }: RpcContext, name: string, programs: Planned['programs']): void {
  const processes = programs[name];
  if (processes === undefined) return;
  supervisor.config = { ...supervisor.config, programs: { ...supervisor.config.programs, [name]: processes } };
}
