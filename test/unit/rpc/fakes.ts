import type { RpcContext } from '../../../src/rpc/context.ts';
import type { Method } from '../../../src/rpc/method.ts';

/** The parts of a context that a method without a daemon needs. */
export function fakeContext(methods: Readonly<Record<string, Method>>, mood = 'RUNNING'): RpcContext {
  const log = { critical: () => undefined, trace: () => undefined, error: () => undefined };
  return { methods: new Map(Object.entries(methods)), supervisor: { mood, log } } as unknown as RpcContext;
}
