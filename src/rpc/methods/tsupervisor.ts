import { preview } from '../../daemon/reload.ts';
import { RpcFault } from '../../model/faults.ts';
import type { Process } from '../../process/process.ts';
import type { Book, Selection } from '../../scene/book.ts';
import { select } from '../../scene/select.ts';
import type { RpcStruct } from '../../xmlrpc/values.ts';
import type { RpcContext } from '../context.ts';
import { type MethodTable, method } from '../method.ts';
import { updateMinimal } from '../minimalUpdate.ts';
import { find } from '../names.ts';
import { id, int, names, processName } from '../parameters.ts';
import { allByPriority, ofGroup } from '../processLists.ts';
import { restartParallel } from '../restartParallel.ts';
import { scale } from '../scale.ts';
import { startReady } from '../startReady.ts';
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
  getScenes: method({
    params: [names, { ...int('limit'), default: 100 }],
    result: 'array',
    help: 'Unexpected exits and failed starts of these processes and groups (none given: all) that are on record, the latest first: when, what, the probable cause, and an id for getScene.',
    always: true,
    run: async (context, wanted, limit) => {
      const book = await context.supervisor.scenes.open(context.supervisor);
      const selections = wanted.map((name) => recorded(context, book, name));
      return book.list(selections, limit).map((summary) => ({ ...summary }));
    },
  }),
  getScene: method({
    params: [id],
    result: 'struct',
    help: 'All that is on record of one failure: how it ended, the last lines of output, command, user, limits, environment (secrets hidden), and more.',
    always: true,
    run: async ({ supervisor }, wanted) => {
      const scene = (await supervisor.scenes.open(supervisor)).get(wanted);
      if (scene === null) throw new RpcFault('BAD_NAME', wanted);
      // Plain data, as it says of itself; an interface has no index signature to show it.
      return scene as unknown as RpcStruct;
    },
  }),
  startReady: method({
    params: [processName, { ...int('timeout'), default: 0 }],
    result: 'boolean',
    help: 'Starts a process and answers once it is RUNNING, and where it has such probes ready and healthy. After timeout seconds it is a failure; 0: after ready_timeout.',
    run: startReady,
  }),
  restartParallel: method({
    params: [names],
    result: 'array',
    help: 'Stops these processes at once and starts each as soon as it has stopped. Answers with the results of both for each of them.',
    run: restartParallel,
  }),
  scale: method({
    params: [processName, int('count')],
    result: 'array',
    help: 'Changes the number of processes of a program (numprocs) until the next update or restart of the daemon: those with the highest numbers go, or further ones come and are started. Answers with what was done.',
    run: scale,
  }),
} satisfies MethodTable;

/** What is on record may be of a program that is not there any more. */
function recorded({ supervisor: { groups } }: RpcContext, book: Book, name: string): Selection {
  const selection = select(book, name, ({ group, process }) => {
    const found = groups.get(group);
    return found !== undefined && (process === null || found.processes.has(process));
  });
  if (selection === null) throw new RpcFault('BAD_NAME', name);
  return selection;
}

function healthSubjects(context: RpcContext, wanted: readonly string[]): Process[] {
  if (wanted.length === 0) return allByPriority(context.supervisor).filter(({ config }) => config.autostart);
  return wanted.flatMap((name) => {
    const { group, process } = find(context, name);
    return process === null ? ofGroup(group) : [process];
  });
}
