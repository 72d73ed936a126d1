import { pythonRepr } from '../util/pythonRepr.ts';
import type { RpcValue } from '../xmlrpc/values.ts';

/** A value as Python's str() shows it: fault strings repeat what was sent. */
export function pythonText(value: RpcValue): string {
  return typeof value === 'string' ? value : repr(value);
}

function repr(value: RpcValue): string {
  switch (typeof value) {
    case 'string':
      return pythonRepr(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return String(value);
    default:
      return objectRepr(value);
  }
}

function objectRepr(value: Exclude<RpcValue, string | number | boolean>): string {
  if (value === null) return 'None';
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ');
  if (value instanceof Uint8Array) return pythonRepr(Buffer.from(value).toString('utf8'));
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${pythonRepr(key)}: ${repr(each as RpcValue)}`)
    .join(', ')}}`;
}
