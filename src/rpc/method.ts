import { RpcFault } from '../model/faults.ts';
import type { RpcValue } from '../xmlrpc/values.ts';
import type { Encodable } from '../xmlrpc/write.ts';
import type { RpcContext } from './context.ts';
import type { Parameter, RpcType } from './parameters.ts';

/** What a method answers: at once, or when what was asked for has happened. */
export type Answer = Encodable | Promise<Encodable>;

/** One method that clients can call. Dispatch, parameter checks and introspection all derive from it. */
export interface Method {
  readonly params: readonly Parameter<unknown>[];
  readonly result: RpcType;
  /** For `system.methodHelp`. */
  readonly help: string;
  /** Answers while the daemon shuts down, too; others end in SHUTDOWN_STATE then. */
  readonly always?: true;
  /** `values` are those of `params`, converted. */
  readonly run: (context: RpcContext, values: readonly unknown[]) => Answer;
}

export type MethodTable = Readonly<Record<string, Method>>;

type Values<P extends readonly Parameter<unknown>[]> = {
  -readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

type Typed<P extends readonly Parameter<unknown>[]> = Omit<Method, 'params' | 'run'> & {
  readonly params: P;
  readonly run: (context: RpcContext, ...values: Values<P>) => Answer;
};

export function method<const P extends readonly Parameter<unknown>[]>({ run, ...rest }: Typed<P>): Method {
  return { ...rest, run: (context, values) => run(context, ...(values as Values<P>)) };
}

/** Calls the method of that full name, `supervisor.getState`; faults are thrown, or rejected with, as RpcFault. */
export function callMethod(context: RpcContext, name: string, params: readonly RpcValue[]): Answer {
  const found = context.methods.get(name);
  if (found === undefined) throw new RpcFault('UNKNOWN_METHOD');
  checkCount(found, params.length);
  if (!found.always && STOPPING_MOODS.has(context.supervisor.mood)) throw new RpcFault('SHUTDOWN_STATE');
  return found.run(
    context,
    found.params.map((parameter, index) => argument(parameter, params[index])),
  );
}

const STOPPING_MOODS: ReadonlySet<string> = new Set(['RESTARTING', 'SHUTDOWN']);

function checkCount({ params }: Method, given: number): void {
  const required = params.filter((parameter) => parameter.default === undefined).length;
  if (given < required || given > params.length) throw new RpcFault('INCORRECT_PARAMETERS');
}

function argument(parameter: Parameter<unknown>, given: RpcValue | undefined): unknown {
  return given === undefined ? parameter.default : parameter.convert(given);
}
