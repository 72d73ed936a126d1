import { RpcFault } from '../../model/faults.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { RpcContext } from '../context.ts';
import { type Method, type MethodTable, method } from '../method.ts';
import { multicall } from '../multicall.ts';
import { list, raw } from '../parameters.ts';

/** What every server has, whatever else it offers. */
export const SYSTEM = {
  listMethods: method({
    params: [],
    result: 'array',
    help: 'Names of all methods that can be called here.',
    always: true,
    run: ({ methods }) => [...methods.keys()].sort(),
  }),
  methodHelp: method({
    params: [raw('name', 'string')],
    result: 'string',
    help: 'What a method does.',
    always: true,
    run: (context, name) => helpOf(described(context, name)),
  }),
  methodSignature: method({
    params: [raw('name', 'string')],
    result: 'array',
    help: "Types of a method: its result's, then its parameters'.",
    always: true,
    run: (context, name) => {
      const { result, params } = described(context, name);
      return [result, ...params.map(({ type }) => type)];
    },
  }),
  multicall: method({
    params: [list('calls')],
    result: 'array',
    help: 'Calls methods one after the other: structs of methodName and params. Answers with their results; a fault is a struct of faultCode and faultString.',
    always: true,
    run: multicall,
  }),
} satisfies MethodTable;

function described({ methods }: RpcContext, name: RpcValue): Method {
  const found = typeof name === 'string' ? methods.get(name) : undefined;
  if (found === undefined) throw new RpcFault('SIGNATURE_UNSUPPORTED');
  return found;
}

function helpOf({ help, params, result }: Method): string {
  const lines = params.map((parameter) => {
    const optional = parameter.default === undefined ? '' : ' (optional)';
    return `@param ${parameter.type} ${parameter.name}${optional}`;
  });
  return [help, '', ...lines, `@return ${result}`, ''].join('\n');
}
