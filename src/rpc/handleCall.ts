import { RpcFault } from '../model/faults.ts';
import { pythonRepr } from '../util/pythonRepr.ts';
import { XmlRpcError } from '../xmlrpc/error.ts';
import { parseCall } from '../xmlrpc/parse.ts';
import type { RpcCall } from '../xmlrpc/values.ts';
import { type Encodable, Encoded, joinResponse, writeFault, writeResponse } from '../xmlrpc/write.ts';
import type { RpcContext } from './context.ts';
import { callMethod } from './method.ts';

export type Message = string | Buffer;

/** Answers one message with another; null where it is no XML-RPC, and the log has said why. */
export function handleCall(context: RpcContext, body: Buffer): Message | Promise<Message> | null {
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

function perform(context: RpcContext, { method, params }: RpcCall): Message | Promise<Message> {
  const { log } = context.supervisor;
  const succeeded = (value: Encodable): Message => {
    log.trace(() => `XML-RPC method ${method}() returned successfully`);
    return isEncodedList(value) ? joinResponse(value) : writeResponse(value);
  };
  const failed = (error: unknown): Message => {
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

function isEncodedList(value: Encodable): value is readonly Encoded[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => each instanceof Encoded);
}
