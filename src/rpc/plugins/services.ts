import type { PluginConfig } from '../../model/config.ts';
import type { RpcFault } from '../../model/faults.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { RpcContext } from '../context.ts';

/**
 * What interfaces that are loaded only where they are configured get handed to them. Their code is in files of its own,
 * where a second copy of the fault class, or of what encodes answers, would not be known to be the same.
 */
export interface InterfaceServices {
  readonly plugin: PluginConfig;
  readonly context: RpcContext;
  /** A fault's class: `new Fault('BAD_NAME', 'x')`. */
  readonly Fault: typeof RpcFault;
  /** Aborted when the servers close. */
  readonly signal: AbortSignal;
  /** Calls a method; resolves to the message that a client would get. Rejects with a Fault. */
  answer(method: string, params: readonly RpcValue[]): Promise<string | Buffer>;
}
