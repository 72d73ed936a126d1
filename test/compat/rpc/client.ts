import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { parseResponse } from '../../../src/xmlrpc/parse.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { writeCall } from '../../../src/xmlrpc/write.ts';

/** What came back: a value, `[code, string]` of a fault, or an HTTP status that is no answer of a method. */
export type Outcome =
  | { readonly value: RpcValue }
  | { readonly fault: readonly [number, string] }
  | { readonly http: number };

/** Where a daemon is reached: `/path/of/a.sock` or `127.0.0.1:port`. */
export interface Target {
  readonly address: string;
  readonly auth?: string;
}

export async function call(target: Target, method: string, ...params: RpcValue[]): Promise<Outcome> {
  const { status, body } = await http(target, { method: 'POST', path: '/RPC2' }, writeCall(method, params));
  if (status !== 200) return { http: status };
  const { fault, value } = parseResponse(body);
  return fault === undefined ? { value } : { fault: [fault.code, fault.string] };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `until`: ends the request as soon as the body contains it, for bodies that never end. */
export function http(target: Target, options: RequestOptions, body = '', until?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // With `close` the reference holds a stream back until there is a lot of it.
    const headers = { Connection: 'keep-alive', ...options.headers };
    const asked = request({ ...where(target), ...options, headers, agent: false, timeout: 30_000 }, (response) => {
      let text = '';
      const done = (): void => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        asked.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (until !== undefined && text.includes(until)) done();
      });
      response.on('end', done);
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`no answer from ${target.address}`)));
    asked.end(body);
  });
}

function where({ address, auth }: Target): RequestOptions {
  const credentials = auth === undefined ? {} : { auth };
  if (address.startsWith('/')) return { socketPath: address, ...credentials };
  const [host = '', port = ''] = address.split(':');
  return { host, port: Number(port), ...credentials };
}
