import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { writeCall, writeFault, writeResponse } from '../../../src/xmlrpc/write.ts';

/** What stands between `<param>` and `</param>`; the reference writes the same where it writes anything. */
const VALUES: readonly [title: string, value: RpcValue, written: string][] = [
  ['a whole number', 1, '<value><int>1</int></value>\n'],
  ['a number beyond 32 bits', 2 ** 31, '<value><int>2147483648</int></value>\n'],
  ['a number beyond 53 bits', 2 ** 60, '<value><double>1152921504606847000</double></value>\n'],
  ['a fraction', 1.5, '<value><double>1.5</double></value>\n'],
  ['infinity', Number.NEGATIVE_INFINITY, '<value><double>-inf</double></value>\n'],
  ['no number', Number.NaN, '<value><double>nan</double></value>\n'],
  ['true', true, '<value><boolean>1</boolean></value>\n'],
  ['false', false, '<value><boolean>0</boolean></value>\n'],
  ['null', null, '<value><nil/></value>\n'],
  ['text with markup', 'a<b>&"\'', '<value><string>a&lt;b&gt;&amp;"\'</string></value>\n'],
  ['line breaks and tabs', 'a\r\n\tb', '<value><string>a&#13;\n\tb</string></value>\n'],
  ['characters beyond ASCII', 'é€😀', '<value><string>é€😀</string></value>\n'],
  ['what XML cannot carry', '\x00\x1b[1m\ud800x\udc00\ufffe😀', '<value><string>��[1m�x��😀</string></value>\n'],
  ['an empty array', [], '<value><array><data>\n</data></array></value>\n'],
  ['an empty struct', {}, '<value><struct>\n</struct></value>\n'],
  [
    'a struct, in its own order',
    { b: 1, 'a<': ['x'] },
    '<value><struct>\n<member>\n<name>b</name>\n<value><int>1</int></value>\n</member>\n<member>\n<name>a&lt;</name>\n<value><array><data>\n<value><string>x</string></value>\n</data></array></value>\n</member>\n</struct></value>\n',
  ],
  [
    'a date',
    new Date('2020-01-02T03:04:05Z'),
    '<value><dateTime.iso8601>20200102T03:04:05</dateTime.iso8601></value>\n',
  ],
  [
    'bytes, in lines of 76',
    new Uint8Array(Buffer.from('abc'.repeat(20))),
    `<value><base64>\n${'YWJj'.repeat(19)}\nYWJj\n</base64></value>\n`,
  ],
];

for (const [title, value, written] of VALUES) {
  test(`${title} is written as the reference writes it`, () => {
    assert.equal(
      writeResponse(value),
      `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${written}</param>\n</params>\n</methodResponse>\n`,
    );
  });
}

test('a call without parameters has an empty params element', () => {
  assert.equal(
    writeCall('a.b', []),
    "<?xml version='1.0'?>\n<methodCall>\n<methodName>a.b</methodName>\n<params>\n</params>\n</methodCall>\n",
  );
});

test('a fault is a struct of faultCode and faultString', () => {
  assert.equal(
    writeFault(10, 'BAD_NAME: <x>'),
    "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>10</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>BAD_NAME: &lt;x&gt;</string></value>\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n",
  );
});

test('a value that contains itself is refused', () => {
  const loop: RpcValue[] = [];
  loop.push(loop);
  assert.throws(() => writeResponse(loop), { name: 'XmlRpcError', code: 'size' });
});

test('an invalid date is refused', () => {
  assert.throws(() => writeResponse(new Date(Number.NaN)), { name: 'XmlRpcError', code: 'value' });
});
