import type { RpcMethod, RpcParam, ValueType } from '../../model/plugins.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { Method } from '../method.ts';
import type { Parameter } from '../parameters.ts';
import { wordsOf } from './api.ts';
import { isStruct, plainValue } from './plainValue.ts';
import type { InterfaceServices } from './services.ts';

/** A method of a plug-in as one that can be called: whatever goes wrong in it is a fault, and not only that. */
export function methodOf(services: InterfaceServices, name: string, definition: RpcMethod): Method {
  const { params = [], result = 'any', help = '', always } = definition;
  const full = `${services.plugin.name}.${name}`;
  return {
    params: params.map((param) => parameterOf(services, param)),
    result,
    help,
    ...(always === true ? { always } : {}),
    run: (_context, values) => run(services, full, definition, values),
  };
}

/** Throws a TypeError where a factory's answer is not what it is meant to be. */
export function checkMethod(name: string, definition: unknown): asserts definition is RpcMethod {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`'${name}' is no name for a method`);
  if (!isObject(definition) || typeof definition.run !== 'function') {
    throw new TypeError(`method ${name} is no object with a function run: { params: [], result: 'string', run() {} }`);
  }
  const { params = [], result = 'any' } = definition;
  if (!Array.isArray(params) || !params.every(isParam)) {
    throw new TypeError(`params of method ${name} must be a list of { name, type }; types are ${TYPES}`);
  }
  if (!Object.hasOwn(FITS, String(result))) throw new TypeError(`result of method ${name} must be one of ${TYPES}`);
  const optional = params.findIndex((param) => param.default !== undefined);
  const late = optional === -1 ? undefined : params.slice(optional).find((param) => param.default === undefined);
  if (late !== undefined) throw new TypeError(`parameter ${late.name} of method ${name} needs a default, too`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isParam(param: unknown): param is RpcParam {
  return isObject(param) && typeof param.name === 'string' && Object.hasOwn(FITS, String(param.type));
}

function parameterOf({ Fault }: InterfaceServices, { name, type, default: fallback }: RpcParam): Parameter<unknown> {
  const convert = (value: RpcValue): RpcValue => {
    if (!FITS[type](value)) throw new Fault('INCORRECT_PARAMETERS', `${name} must be of type ${type}`);
    return value;
  };
  return { name, type, convert, ...(fallback === undefined ? {} : { default: fallback }) };
}

const FITS: Readonly<Record<ValueType, (value: RpcValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  struct: isStruct,
  'dateTime.iso8601': (value) => value instanceof Date,
  base64: (value) => value instanceof Uint8Array,
  any: () => true,
};

const TYPES = Object.keys(FITS).join(', ');

async function run(
  services: InterfaceServices,
  full: string,
  definition: RpcMethod,
  values: readonly unknown[],
): Promise<RpcValue> {
  return plainAnswer(services, full, await answerOf(services, full, definition, values));
}

async function answerOf(
  services: InterfaceServices,
  full: string,
  definition: RpcMethod,
  values: readonly unknown[],
): Promise<unknown> {
  try {
    return await definition.run(...(values as never[]));
  } catch (error) {
    throw faultOf(services, full, error);
  }
}

function plainAnswer({ Fault, context }: InterfaceServices, full: string, answer: unknown): RpcValue {
  try {
    return plainValue(answer);
  } catch (error) {
    const { message } = error as Error;
    context.supervisor.log.error(`RPC method ${full} answers with what XML-RPC cannot carry: ${message}`);
    throw new Fault('FAILED', message);
  }
}

function faultOf({ Fault, context }: InterfaceServices, full: string, error: unknown): Error {
  if (isFault(error)) return new Fault(error.code, error.text);
  context.supervisor.log.error(`RPC method ${full} failed: ${wordsOf(error)}`);
  return new Fault('FAILED', error instanceof Error ? error.message : String(error));
}

/** The fields decide: a fault may have gone through a plug-in's own hands. Node's error codes are texts. */
function isFault(error: unknown): error is { readonly code: number; readonly text: string } {
  return isObject(error) && Number.isSafeInteger(error.code) && typeof error.text === 'string';
}
