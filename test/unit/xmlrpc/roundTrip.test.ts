import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCall, parseResponse } from '../../../src/xmlrpc/parse.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { writeCall, writeFault, writeResponse } from '../../../src/xmlrpc/write.ts';

/** Text that XML can carry; the rest is replaced on purpose, see escape.test.ts. */
const text = fc
  .string({ unit: 'binary' })
  .map((value) => value.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '.'))
  .map((value) => Buffer.from(value).toString());
const markup = fc.stringMatching(/^[<>&"'\]\r\n\t a;#x10-]*$/);
const whole = fc.maxSafeInteger().map((value) => value + 0);
const fraction = fc
  .double({ noDefaultInfinity: false })
  .filter((value) => !Number.isInteger(value) || Math.abs(value) > 2 ** 53);
const date = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000));
const names = fc.oneof(text, markup, fc.constantFrom('__proto__', 'constructor', '', 'name'));

const { value } = fc.letrec<{ value: RpcValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    markup,
    whole,
    fraction,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
    date,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map(structOf),
  ),
}));

/** `Object.fromEntries` makes own members of every name, `__proto__` too. */
function structOf(entries: [string, RpcValue][]): RpcValue {
  return Object.fromEntries(entries);
}

test('a response that was written reads back as the same value, as text and as bytes', () => {
  fc.assert(
    fc.property(value, (sent) => {
      const written = writeResponse(sent);
      assert.deepEqual(parseResponse(written), { value: sent });
      assert.deepEqual(parseResponse(Buffer.from(written)), { value: sent });
      assert.deepEqual(parseResponse(written, { lenient: false }), { value: sent });
    }),
  );
});

test('a call that was written reads back with its method and parameters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\w[\w.]*$/), fc.array(value, { maxLength: 3 }), (method, params) => {
      assert.deepEqual(parseCall(Buffer.from(writeCall(method, params))), { method, params });
    }),
  );
});

test('a fault that was written reads back with its code and its text', () => {
  fc.assert(
    fc.property(whole, fc.oneof(text, markup), (code, string) => {
      assert.deepEqual(parseResponse(writeFault(code, string)), { fault: { code, string } });
    }),
  );
});

test('whatever a program puts out can be written, and what was written can be read', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const response = parseResponse(writeResponse(String.fromCharCode(...units)), { lenient: false });
      assert.equal(typeof response.value, 'string');
    }),
  );
});

test('a message with one byte changed is read or refused with a typed error, never anything else', () => {
  const call = Buffer.from(
    writeCall('system.multicall', [[{ methodName: 'a.b', params: ['x<&>', 7, true, null] }], 1.5]),
  );
  fc.assert(
    fc.property(fc.nat(call.length - 1), fc.nat(255), fc.boolean(), (at, byte, remove) => {
      const damaged = remove ? Buffer.concat([call.subarray(0, at), call.subarray(at + 1)]) : Buffer.from(call);
      if (!remove) damaged[at] = byte;
      try {
        parseCall(damaged);
      } catch (error) {
        assert.equal((error as Error).name, 'XmlRpcError', String((error as Error).stack));
      }
    }),
    { numRuns: 500 },
  );
});
