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

export function writeResponse(value: RpcValue): string {
  return `${HEADER}<methodResponse>\n${paramsOf([value])}</methodResponse>\n`;
}

export function writeFault(code: number, string: string): string {
  return `${HEADER}<methodResponse>\n<fault>\n${element({ faultCode: code, faultString: string }, 0)}</fault>\n</methodResponse>\n`;
}

const HEADER = "<?xml version='1.0'?>\n";

function paramsOf(params: readonly RpcValue[]): string {
  let text = '<params>\n';
  for (const param of params) text += `<param>\n${element(param, 0)}</param>\n`;
  return `${text}</params>\n`;
}

function element(value: RpcValue, depth: number): string {
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

function objectElement(value: Exclude<RpcValue, string | number | boolean>, depth: number): string {
  if (value === null) return '<value><nil/></value>\n';
  if (depth > MAX_DEPTH) throw new XmlRpcError('size', `a value is nested deeper than ${MAX_DEPTH} levels`);
  if (isArray(value)) return arrayElement(value, depth);
  if (value instanceof Date) return `<value><dateTime.iso8601>${compactDate(value)}</dateTime.iso8601></value>\n`;
  if (value instanceof Uint8Array) return `<value><base64>\n${base64Lines(value)}</base64></value>\n`;
  return structElement(value as RpcStruct, depth);
}

/** Array.isArray does not narrow a readonly array. */
function isArray(value: RpcValue): value is readonly RpcValue[] {
  return Array.isArray(value);
}

function arrayElement(values: readonly RpcValue[], depth: number): string {
  let text = '<value><array><data>\n';
  for (const value of values) text += element(value, depth);
  return `${text}</data></array></value>\n`;
}

function structElement(struct: RpcStruct, depth: number): string {
  let text = '<value><struct>\n';
  for (const [name, value] of Object.entries(struct)) {
    text += `<member>\n<name>${escapeText(name)}</name>\n${element(value, depth)}</member>\n`;
  }
  return `${text}</struct></value>\n`;
}

function compactDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new XmlRpcError('value', 'an invalid Date cannot be sent');
  return date.toISOString().slice(0, 19).replaceAll('-', '');
}

function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return text.replace(/.{1,76}/g, '$&\n');
}
