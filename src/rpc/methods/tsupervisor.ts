import { preview } from '../../daemon/reload.ts';
import { RpcFault } from '../../model/faults.ts';
import type { Process } from '../../process/process.ts';
import type { RpcContext } from '../context.ts';
import { type MethodTable, method } from '../method.ts';
import { updateMinimal } from '../minimalUpdate.ts';
import { find } from '../names.ts';
import { names } from '../parameters.ts';
import { allByPriority, ofGroup } from '../processLists.ts';
import { previewOf } from '../updatePreview.ts';
import { checkGroups, pick } from '../updateSelection.ts';

/** What Supervisor itself does not have. */
export const TSUPERVISOR = {
  getVersion: method({
    params: [],
    result: 'string',
    help: 'Version of tsupervisord.',
    always: true,
    run: ({ version }) => version,
  }),
  previewUpdate: method({
    params: [names],
    result: 'array',
    help: 'What an update of these groups (none given: all) would change, option by option. Nothing is changed, and the configuration that was read is not kept.',
    run: ({ supervisor, realize }, wanted) => {
      const result = preview(supervisor, realize);
      if (!result.ok) throw new RpcFault('CANT_REREAD', result.error);
      checkGroups(supervisor, result.diff, wanted);
      return previewOf(pick(result.diff, wanted));
    },
  }),
  updateMinimal: method({
    params: [names],
    result: 'array',
    help: 'Rereads the configuration and brings these groups (none given: all) up to it; of a group of programs only those processes are stopped and started that have changed. Answers with what was done.',
    run: updateMinimal,
  }),
  getHealth: method({
    params: [names],
    result: 'struct',
    help: 'Whether these processes and groups (none given: all that start with the daemon) do their work, and what each of them lacks.',
    always: true,
    run: async (context, wanted) => {
      const processes = healthSubjects(context, wanted);
      const { healthReport } = await import('../health/report.ts');
      return healthReport(context.supervisor, processes);
    },
  }),
  getGraph: method({
    params: [],
    result: 'array',
    help: 'Every process that depends on others or has others depend on it, with what it waits for and when it came up (milliseconds since the daemon began; -1: not yet).',
    always: true,
    run: async ({ supervisor }) => {
      const { graphOf } = await import('../health/graph.ts');
      return graphOf(supervisor);
    },
  }),
} satisfies MethodTable;

function healthSubjects(context: RpcContext, wanted: readonly string[]): Process[] {
  if (wanted.length === 0) return allByPriority(context.supervisor).filter(({ config }) => config.autostart);
  return wanted.flatMap((name) => {
    const { group, process } = find(context, name);
    return process === null ? ofGroup(group) : [process];
  });
}
