import { addFromConfig, removeStopped, reread } from '../../daemon/reload.ts';
import { RpcFault } from '../../model/faults.ts';
import { type MethodTable, method } from '../method.ts';
import { groupName } from '../parameters.ts';

export const RELOAD = {
  reloadConfig: method({
    params: [],
    result: 'array',
    help: 'Reads the configuration and changes nothing else: [[added, changed, removed]], names of groups. CANT_REREAD says what is wrong with it.',
    run: ({ supervisor, realize }) => {
      const result = reread(supervisor, realize);
      if (!result.ok) throw new RpcFault('CANT_REREAD', result.error);
      const { added, changed, removed } = result.diff;
      return [[added.map(nameOf), changed.map(({ group }) => group.name), removed.map(nameOf)]];
    },
  }),
  addProcessGroup: method({
    params: [groupName],
    result: 'boolean',
    help: 'Adds a group as the configuration that was read last has it, and starts what has autostart.',
    run: ({ supervisor }, name) => {
      const result = addFromConfig(supervisor, name);
      if (result === 'unknown') throw new RpcFault('BAD_NAME', name ?? undefined);
      if (result === 'there already') throw new RpcFault('ALREADY_ADDED', name ?? undefined);
      return true;
    },
  }),
  removeProcessGroup: method({
    params: [groupName],
    result: 'boolean',
    help: 'Forgets a group; all of its processes must have stopped.',
    run: ({ supervisor }, name) => {
      const result = removeStopped(supervisor, name);
      if (result === 'unknown') throw new RpcFault('BAD_NAME', name ?? undefined);
      if (result === 'still running') throw new RpcFault('STILL_RUNNING', name ?? undefined);
      return true;
    },
  }),
} satisfies MethodTable;

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
