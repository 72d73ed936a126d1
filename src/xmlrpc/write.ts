import { XmlRpcError } from './error.ts';
import { escapeText } from './escape.ts';
import { MAX_DEPTH, type RpcStruct, type RpcValue } from './values.ts';

/**
 * Messages as the reference writes them (Python's xmlrpc.client): the same header, line breaks and order. Where that one
 * raises an error and the client gets HTTP 500, these are written: whole numbers beyond 32 bits as `int`, which
 * clients of 64 bits read, and null as `nil`.
 */
export function writeCall(method: string, params: readonly RpcValue[]): string {
  return `${HEADER}<methodCall>\n<methodName>${escapeText(method)}</methodName>\n${paramsOf(params)}</methodCall>\n`;
}

export function writeResponse(value: Encodable): string {
  return RESPONSE_START + element(value, 0) + RESPONSE_END;
}

export function writeFault(code: number, string: string): string {
  return `${HEADER}<methodResponse>\n<fault>\n${element({ faultCode: code, faultString: string }, 0)}</fault>\n</methodResponse>\n`;
}

/**
 * A value that is written already: what is asked for often and changes seldom need not be written each time. Its texts
 * are ASCII.
 */
export class Encoded {
  constructor(readonly parts: readonly (Buffer | string)[]) {}
}

export type Encodable = RpcValue | Encoded | readonly Encodable[] | { readonly [name: string]: Encodable };

/** The members of a struct without what stands around them. */
export function encodeMembers(struct: RpcStruct): string {
  return membersOf(struct, 0);
}

export const STRUCT_START = '<value><struct>\n';
export const STRUCT_END = '</struct></value>\n';

/**
 * writeResponse for a list of values that are written already. Each byte is copied once, by `set`, which costs a fifth of
 * `copy`; and no long text is put together, whose flattening costs more in garbage than everything else here.
 */
export function joinResponse(values: readonly Encoded[]): Buffer {
  const start = RESPONSE_START + LIST_START;
  const end = LIST_END + RESPONSE_END;
  let size = start.length + end.length;
  for (const { parts } of values) for (const part of parts) size += part.length;
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = bytes.write(start, 'latin1');
  for (const { parts } of values) for (const part of parts) at += put(bytes, part, at);
  bytes.write(end, at, 'latin1');
  return bytes;
}

function put(bytes: Buffer, part: Buffer | string, at: number): number {
  if (typeof part === 'string') return bytes.write(part, at, 'latin1');
  bytes.set(part, at);
  return part.length;
}

const HEADER = "<?xml version='1.0'?>\n";
const RESPONSE_START = `${HEADER}<methodResponse>\n<params>\n<param>\n`;
const RESPONSE_END = '</param>\n</params>\n</methodResponse>\n';
const LIST_START = '<value><array><data>\n';
const LIST_END = '</data></array></value>\n';

function paramsOf(params: readonly RpcValue[]): string {
  let text = '<params>\n';
  for (const param of params) text += `<param>\n${element(param, 0)}</param>\n`;
  return `${text}</params>\n`;
}

function element(value: Encodable, depth: number): string {
  switch (typeof value) {
    case 'string':
      return `<value><string>${escapeText(value)}</string></value>\n`;
    case 'number':
      return numberElement(value);
    case 'boolean':
      return value ? '<value><boolean>1</boolean></value>\n' : '<value><boolean>0</boolean></value>\n';
    default:
      return objectElement(value, depth + 1);
  }
}

function numberElement(value: number): string {
  if (Number.isSafeInteger(value)) return `<value><int>${value}</int></value>\n`;
  return `<value><double>${PYTHON_WORDS.get(value) ?? value}</double></value>\n`;
}

/** What Python's float() reads and JavaScript spells otherwise. A Map takes NaN for equal to itself. */
const PYTHON_WORDS = new Map([
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
  [Number.NaN, 'nan'],
]);

function objectElement(value: Exclude<Encodable, string | number | boolean>, depth: number): string {
  if (value === null) return '<value><nil/></value>\n';
  if (value instanceof Encoded) return value.parts.join('');
  if (depth > MAX_DEPTH) throw new XmlRpcError('size', `a value is nested deeper than ${MAX_DEPTH} levels`);
  if (isArray(value)) return arrayElement(value, depth);
  if (value instanceof Date) return `<value><dateTime.iso8601>${compactDate(value)}</dateTime.iso8601></value>\n`;
  if (value instanceof Uint8Array) return `<value><base64>\n${base64Lines(value)}</base64></value>\n`;
  return STRUCT_START + membersOf(value as EncodableStruct, depth) + STRUCT_END;
}

/** Array.isArray does not narrow a readonly array. */
function isArray(value: Encodable): value is readonly Encodable[] {
  return Array.isArray(value);
}

function arrayElement(values: readonly Encodable[], depth: number): string {
  let text = LIST_START;
  for (const value of values) text += element(value, depth);
  return text + LIST_END;
}

type EncodableStruct = { readonly [name: string]: Encodable };

function membersOf(struct: EncodableStruct, depth: number): string {
  let text = '';
  for (const [name, value] of Object.entries(struct)) {
    text += `<member>\n<name>${escapeText(name)}</name>\n${element(value, depth)}</member>\n`;
  }
  return text;
}

function compactDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new XmlRpcError('value', 'an invalid Date cannot be sent');
  return date.toISOString().slice(0, 19).replaceAll('-', '');
}

function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return text.replace(/.{1,76}/g, '$&\n');
}
