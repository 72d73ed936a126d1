import { RpcFault } from '../model/faults.ts';
import type { RpcValue } from '../xmlrpc/values.ts';
import { pythonInt } from './pythonInt.ts';
import { pythonText } from './pythonText.ts';

/** Types as `system.methodSignature` names them. */
export type RpcType = 'string' | 'int' | 'boolean' | 'array' | 'struct' | PluginOnly;

/** Used by nothing of our own. */
type PluginOnly = 'double' | 'dateTime.iso8601' | 'base64' | 'any';

/** One parameter of a method; with a default it may be left out. */
export interface Parameter<T> {
  readonly name: string;
  readonly type: RpcType;
  /** Throws INCORRECT_PARAMETERS. The reference takes what Python takes, and answers HTTP 500 for much of the rest. */
  readonly convert: (value: RpcValue) => T;
  readonly default?: T;
}

/** A process's name, `group:name` or `group:*`. */
export const processName: Parameter<string> = { name: 'name', type: 'string', convert: text };

export const id: Parameter<string> = { name: 'id', type: 'string', convert: text };

/** A group's name; null is one that cannot be there, which the reference's message does not repeat. */
export const groupName: Parameter<string | null> = {
  name: 'name',
  type: 'string',
  convert: (value) => (value === null ? null : scalarText(value)),
};

export const wait: Parameter<boolean> = { name: 'wait', type: 'boolean', convert: isTrue, default: true };

export function int(name: string): Parameter<number> {
  return { name, type: 'int', convert: wholeNumber };
}

/** Whatever was sent: the method itself knows what to do with it. */
export function raw(name: string, type: RpcType): Parameter<RpcValue> {
  return { name, type, convert: (value) => value };
}

export function list(name: string): Parameter<readonly RpcValue[]> {
  return { name, type: 'array', convert: items };
}

/** Names; none means all. */
export const names: Parameter<readonly string[]> = {
  name: 'names',
  type: 'array',
  convert: (value) => items(value).map(text),
  default: [],
};

function text(value: RpcValue): string {
  if (typeof value !== 'string') throw new RpcFault('INCORRECT_PARAMETERS');
  return value;
}

/** Python looks up numbers and booleans as it does strings, and refuses what it cannot hash. */
function scalarText(value: RpcValue): string {
  if (typeof value === 'object') throw new RpcFault('INCORRECT_PARAMETERS');
  return pythonText(value);
}

function wholeNumber(value: RpcValue): number {
  const number = pythonInt(value);
  if (number === null) throw new RpcFault('INCORRECT_PARAMETERS');
  return number;
}

function items(value: RpcValue): readonly RpcValue[] {
  if (!Array.isArray(value)) throw new RpcFault('INCORRECT_PARAMETERS');
  return value as readonly RpcValue[];
}

/** Python's truth: empty things are false. */
function isTrue(value: RpcValue): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (value instanceof Date) return true;
  return Object.keys(value).length > 0;
}
