import { decodeMessage } from './decode.ts';
import { fail, XmlRpcError } from './error.ts';
import { readValue } from './readValue.ts';
import { close, end, nextIs, open, openFull, openScan, readText, type Scan, tryOpen } from './scan.ts';
import type { RpcCall, RpcFault, RpcResponse, RpcValue } from './values.ts';

export interface ParseOptions {
  /** Bytes (characters, for a string). Default 64 MiB: a limit for the wire belongs where the message is received. */
  readonly maxSize?: number;
  /**
   * Takes control characters and broken UTF-8 as they come. The reference's daemon sends them when a program's output
   * holds them, and its own client dies of it. Default: off for calls, on for responses.
   */
  readonly lenient?: boolean;
}

/** Reads a `methodCall`; `params` may be missing. Throws XmlRpcError for everything that is not one. */
export function parseCall(body: Uint8Array | string, options: ParseOptions = {}): RpcCall {
  const scan = scanOf(body, { lenient: false, ...options });
  openFull(scan, 'methodCall');
  const method = elementText(scan, 'methodName').trim();
  if (method === '') fail(scan, 'structure', 'the method has no name');
  const params = nextIs(scan, 'params') === 'open' ? readParams(scan) : [];
  close(scan, 'methodCall');
  end(scan);
  return { method, params };
}

/** Reads a `methodResponse`. Throws XmlRpcError for everything that is not one. */
export function parseResponse(body: Uint8Array | string, options: ParseOptions = {}): RpcResponse {
  const scan = scanOf(body, { lenient: true, ...options });
  openFull(scan, 'methodResponse');
  const response = tryOpen(scan, 'fault') ? { fault: readFault(scan) } : { value: onlyParam(scan) };
  close(scan, 'methodResponse');
  end(scan);
  return response;
}

const MAX_SIZE = 64 * 1024 * 1024;

function scanOf(body: Uint8Array | string, { maxSize = MAX_SIZE, lenient = false }: ParseOptions): Scan {
  if (body.length > maxSize) throw new XmlRpcError('size', `the message is larger than ${maxSize} bytes`);
  return openScan(typeof body === 'string' ? body : decodeMessage(body, lenient), lenient);
}

function elementText(scan: Scan, name: string): string {
  if (!open(scan, name)) return '';
  const text = readText(scan);
  close(scan, name);
  return text;
}

function readParams(scan: Scan): RpcValue[] {
  const params: RpcValue[] = [];
  while (tryOpen(scan, 'param')) {
    params.push(readValue(scan));
    close(scan, 'param');
  }
  close(scan, 'params');
  return params;
}

function onlyParam(scan: Scan): RpcValue {
  openFull(scan, 'params');
  const [value, ...more] = readParams(scan);
  if (value === undefined || more.length > 0) fail(scan, 'structure', 'a response holds one value');
  return value;
}

function readFault(scan: Scan): RpcFault {
  const struct = readValue(scan);
  close(scan, 'fault');
  const { faultCode, faultString } = (struct ?? {}) as { readonly [name: string]: RpcValue };
  if (typeof faultCode !== 'number' || typeof faultString !== 'string') {
    fail(scan, 'structure', 'a fault holds faultCode and faultString');
  }
  return { code: faultCode, string: faultString };
}
