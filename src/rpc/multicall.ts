import { Fault, RpcFault } from '../model/faults.ts';
import type { RpcStruct, RpcValue } from '../xmlrpc/values.ts';
import type { Encodable } from '../xmlrpc/write.ts';
import type { RpcContext } from './context.ts';
import { type Answer, callMethod } from './method.ts';

/** Calls one after the other, each once the one before has been answered; a fault is the answer of its call alone. */
export function multicall(context: RpcContext, calls: readonly RpcValue[]): Answer {
  return goOn(context, calls, []);
}

function goOn(context: RpcContext, calls: readonly RpcValue[], results: Encodable[]): Answer {
  for (const call of calls.slice(results.length)) {
    const answer = attempt(context, call);
    if (answer instanceof Promise) {
      return answer.then((result) => goOn(context, calls, [...results, result]));
    }
    results.push(answer);
  }
  return results;
}

function attempt(context: RpcContext, call: RpcValue): Answer {
  const failed = (error: unknown): RpcStruct => faultStruct(context, error);
  try {
    const answer = callOne(context, call);
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

function callOne(context: RpcContext, call: RpcValue): Answer {
  if (!isStruct(call)) throw new RpcFault('INCORRECT_PARAMETERS', 'each call is a struct of methodName and params');
  const { methodName = null, params = [] } = call;
  if (methodName === null) throw new RpcFault('INCORRECT_PARAMETERS', 'No methodName');
  if (methodName === 'system.multicall') {
    throw new RpcFault('INCORRECT_PARAMETERS', 'Recursive system.multicall forbidden');
  }
  if (typeof methodName !== 'string' || !Array.isArray(params)) throw new RpcFault('INCORRECT_PARAMETERS');
  return callMethod(context, methodName, params);
}

function isStruct(value: RpcValue): value is RpcStruct {
  if (typeof value !== 'object' || value === null) return false;
  return !(Array.isArray(value) || value instanceof Date || value instanceof Uint8Array);
}

function faultStruct({ supervisor }: RpcContext, error: unknown): RpcStruct {
  if (error instanceof RpcFault) return { faultCode: error.code, faultString: error.message };
  supervisor.log.critical(`a method called by system.multicall failed: ${(error as Error).stack}`);
  return { faultCode: Fault.FAILED, faultString: `FAILED: ${(error as Error).message}` };
}
