import type { RpcValue } from '../../xmlrpc/values.ts';
import { MAX_DEPTH } from '../../xmlrpc/values.ts';

/** A copy of a value that XML-RPC can carry. Throws a TypeError that says what in it cannot be carried. */
export function plainValue(value: unknown, place = 'the answer', depth = 0): RpcValue {
  if (depth > MAX_DEPTH) throw new TypeError(`${place} is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return plainObject(value, place, depth);
    default:
      throw new TypeError(`${place} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  }
}

function plainObject(value: object | null, place: string, depth: number): RpcValue {
  if (value === null) return null;
  if (value instanceof Date) return plainDate(value, place);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map((item, index) => plainValue(item, `${place}[${index}]`, depth + 1));
  if (!isStruct(value)) throw new TypeError(`${place} is a ${value.constructor?.name ?? 'class instance'}`);
  const members = Object.entries(value).map(([name, member]) => {
    return [name, plainValue(member, `${place}.${name}`, depth + 1)] as const;
  });
  return Object.fromEntries(members);
}

function plainDate(date: Date, place: string): Date {
  if (Number.isNaN(date.getTime())) throw new TypeError(`${place} is an invalid Date`);
  return new Date(date);
}

/** No instance of a class: what a Map or a Promise holds would be lost in silence. */
export function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
