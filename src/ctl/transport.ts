import { XmlRpcError } from '../xmlrpc/error.ts';
import { parseResponse } from '../xmlrpc/parse.ts';
import type { RpcValue } from '../xmlrpc/values.ts';
import { writeCall } from '../xmlrpc/write.ts';
import { HttpError, PythonError, RpcFault } from './errors.ts';
import { type Connection, openConnection, type Server } from './http/connection.ts';

/** Carries XML-RPC calls to a server, over one connection as long as that lasts. */
export interface Transport {
  call(method: string, params: readonly RpcValue[]): Promise<RpcValue>;
  close(): void;
}

export function createTransport(server: Server): Transport {
  let connection: Connection | null = null;
  return {
    call: async (method, params) => {
      try {
        const body = writeCall(method, params);
        if (connection === null || !connection.usable()) connection = openConnection(server);
        return readAnswer(await post(connection, body));
      } catch (error) {
        if (error instanceof PythonError) error.where ??= `${method} at ${server.serverurl}`;
        throw error;
      }
    },
    close: () => {
      connection?.close();
      connection = null;
    },
  };
}

function post(connection: Connection, body: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    connection.send(
      { method: 'POST', path: '/RPC2', body },
      {
        head: (received) => {
          if (received.status === 200) return;
          connection.close();
          reject(new HttpError(received.status, received.reason));
        },
        data: (bytes) => void parts.push(bytes),
        end: () => resolve(Buffer.concat(parts)),
        broken: reject,
      },
    );
  });
}

function readAnswer(body: Buffer): RpcValue {
  try {
    const { fault, value } = parseResponse(body);
    if (fault !== undefined) throw new RpcFault(fault.code, fault.string);
    return value;
  } catch (error) {
    if (error instanceof XmlRpcError) throw new PythonError('xmlrpc.client.ResponseError', error.message);
    throw error;
  }
}
