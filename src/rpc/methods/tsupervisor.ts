import { preview } from '../../daemon/reload.ts';
import { RpcFault } from '../../model/faults.ts';
import { type MethodTable, method } from '../method.ts';
import { updateMinimal } from '../minimalUpdate.ts';
import { names } from '../parameters.ts';
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
} satisfies MethodTable;
