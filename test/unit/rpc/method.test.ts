import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RpcFault } from '../../../src/model/faults.ts';
import { callMethod, method } from '../../../src/rpc/method.ts';
import { int, names, processName, wait } from '../../../src/rpc/parameters.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { fakeContext } from './fakes.ts';

const echo = method({
  params: [processName, int('number'), wait],
  result: 'array',
  help: '',
  run: (_context, name, number, waits) => [name, number, waits],
});
const METHODS = {
  'a.echo': echo,
  'a.always': method({ params: [], result: 'boolean', help: '', always: true, run: () => true }),
  'a.names': method({ params: [names], result: 'array', help: '', run: (_context, wanted) => [...wanted] }),
};

const ANSWERS: readonly (readonly [method: string, params: readonly RpcValue[], answer: RpcValue])[] = [
  ['a.echo', ['x', 1], ['x', 1, true]],
  ['a.echo', ['x', ' 1_0 ', false], ['x', 10, false]],
  ['a.echo', ['x', -1.9, ''], ['x', -1, false]],
  ['a.echo', ['x', true, 'false'], ['x', 1, true]],
  ['a.echo', ['x', 0, []], ['x', 0, false]],
  ['a.echo', ['x', 0, { a: 1 }], ['x', 0, true]],
  ['a.echo', ['x', 0, null], ['x', 0, false]],
  ['a.names', [], []],
  ['a.names', [['x', 'y']], ['x', 'y']],
];

for (const [name, params, answer] of ANSWERS) {
  test(`${name}(${JSON.stringify(params)}) is understood as Python would`, () => {
    assert.deepEqual(callMethod(fakeContext(METHODS), name, params), answer);
  });
}

const FAULTS: readonly (readonly [method: string, params: readonly RpcValue[], fault: string])[] = [
  ['a.echo', ['x'], 'INCORRECT_PARAMETERS'],
  ['a.echo', ['x', 1, true, 1], 'INCORRECT_PARAMETERS'],
  ['a.echo', [1, 1], 'INCORRECT_PARAMETERS'],
  ['a.echo', ['x', 'one'], 'INCORRECT_PARAMETERS'],
  ['a.echo', ['x', null], 'INCORRECT_PARAMETERS'],
  ['a.echo', ['x', Number.POSITIVE_INFINITY], 'INCORRECT_PARAMETERS'],
  ['a.names', ['x'], 'INCORRECT_PARAMETERS'],
  ['a.names', [[1]], 'INCORRECT_PARAMETERS'],
  ['a.always', [1], 'INCORRECT_PARAMETERS'],
  ['echo', [], 'UNKNOWN_METHOD'],
  ['a', [], 'UNKNOWN_METHOD'],
  ['', [], 'UNKNOWN_METHOD'],
  ['a.echo.run', ['x', 1], 'UNKNOWN_METHOD'],
  ['a.__proto__', [], 'UNKNOWN_METHOD'],
  ['a.constructor', [], 'UNKNOWN_METHOD'],
  ['constructor', [], 'UNKNOWN_METHOD'],
];

for (const [name, params, fault] of FAULTS) {
  test(`${name}(${JSON.stringify(params)}) ends in ${fault}`, () => {
    assert.throws(
      () => callMethod(fakeContext(METHODS), name, params),
      (error) => error instanceof RpcFault && error.message === fault,
    );
  });
}

for (const mood of ['SHUTDOWN', 'RESTARTING']) {
  test(`in the mood ${mood} only what always answers does; a wrong number of parameters is told first`, () => {
    const context = fakeContext(METHODS, mood);
    assert.equal(callMethod(context, 'a.always', []), true);
    assert.throws(() => callMethod(context, 'a.names', []), { message: 'SHUTDOWN_STATE' });
    assert.throws(() => callMethod(context, 'a.names', [[], 1]), { message: 'INCORRECT_PARAMETERS' });
  });
}
