import { RpcFault } from '../../model/faults.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import { type MethodTable, method } from '../method.ts';
import { findProcess } from '../names.ts';
import { processName, raw } from '../parameters.ts';
import { pythonText } from '../pythonText.ts';

export const STDIN = {
  sendProcessStdin: method({
    params: [processName, raw('chars', 'string')],
    result: 'boolean',
    help: "Writes text, as UTF-8, to a process's standard input. NO_FILE if it reads no more.",
    run: (context, name, chars) => {
      const bytes = bytesOf(chars);
      const process = findProcess(context, name);
      const { pid, state } = process.status;
      if (pid === 0 || state === 'STOPPING') throw new RpcFault('NOT_RUNNING', name);
      const result = process.write(bytes);
      if (result === 'closed') throw new RpcFault('NO_FILE', name);
      if (result === 'full')
        throw new RpcFault('FAILED', `${name} does not read its input, and too much is waiting for it`);
      return true;
    },
  }),
} satisfies MethodTable;

function bytesOf(chars: RpcValue): Uint8Array {
  if (typeof chars === 'string') return Buffer.from(chars);
  if (chars instanceof Uint8Array) return chars;
  throw new RpcFault('INCORRECT_PARAMETERS', chars === null ? undefined : pythonText(chars));
}
