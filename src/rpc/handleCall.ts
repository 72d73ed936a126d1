import { RpcFault } from '../model/faults.ts';
import { pythonRepr } from '../util/pythonRepr.ts';
import { XmlRpcError } from '../xmlrpc/error.ts';
import { parseCall } from '../xmlrpc/parse.ts';
import type { RpcCall, RpcValue } from '../xmlrpc/values.ts';
import { writeFault, writeResponse } from '../xmlrpc/write.ts';
import type { RpcContext } from './context.ts';
import { callMethod } from './method.ts';

/** Answers one message with another; null where it is no XML-RPC, and the log has said why. */
export function handleCall(context: RpcContext, body: Buffer): string | Promise<string> | null {
  const call = read(context, body);
  return call === null ? null : perform(context, call);
}

/** As much of a broken message as the log repeats. */
const SHOWN = 300;

function read({ supervisor }: RpcContext, body: Buffer): RpcCall | null {
  try {
    return parseCall(body);
  } catch (error) {
    if (!(error instanceof XmlRpcError)) throw error;
    const text = body.toString('utf8', 0, SHOWN) + (body.length > SHOWN ? '…' : '');
    supervisor.log.error(`XML-RPC request data ${pythonRepr(text)} is invalid: ${error.message}`);
    return null;
  }
}

function perform(context: RpcContext, { method, params }: RpcCall): string | Promise<string> {
  const { log } = context.supervisor;
  const succeeded = (value: RpcValue): string => {
    log.trace(() => `XML-RPC method ${method}() returned successfully`);
    return writeResponse(value);
  };
  const failed = (error: unknown): string => {
    if (!(error instanceof RpcFault)) throw error;
    log.trace(() => `XML-RPC method ${method}() returned fault: [${error.code}] ${error.message}`);
    return writeFault(error.code, error.message);
  };
  log.trace(() => `XML-RPC method called: ${method}()`);
  try {
    const answer = callMethod(context, method, params);
    return answer instanceof Promise ? answer.then(succeeded, failed) : succeeded(answer);
  } catch (error) {
    return failed(error);
  }
}
