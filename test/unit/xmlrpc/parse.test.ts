import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { XmlRpcErrorCode } from '../../../src/xmlrpc/error.ts';
import { parseCall, parseResponse } from '../../../src/xmlrpc/parse.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';

const call = (params: string): string =>
  `<?xml version="1.0"?><methodCall><methodName>a.b</methodName>${params}</methodCall>`;
const param = (value: string): string => call(`<params><param>${value}</param></params>`);

const VALUES: readonly [xml: string, value: RpcValue][] = [
  ['<value>bare</value>', 'bare'],
  ['<value></value>', ''],
  ['<value/>', ''],
  ['<value> </value>', ' '],
  ['<value><string/></value>', ''],
  ['<value><string> a </string></value>', ' a '],
  ['<value>  <string>a</string>\n</value>', 'a'],
  ['<value><i4>-5</i4></value>', -5],
  ['<value><int> +5 </int></value>', 5],
  ['<value><int>-0</int></value>', 0],
  ['<value><int>007</int></value>', 7],
  ['<value><i8>9007199254740991</i8></value>', Number.MAX_SAFE_INTEGER],
  ['<value><ex:i8 xmlns:ex="http://x">1</ex:i8></value>', 1],
  ['<value><boolean>1</boolean></value>', true],
  ['<value><boolean>0</boolean></value>', false],
  ['<value><double>-1.5e3</double></value>', -1500],
  ['<value><double>inf</double></value>', Number.POSITIVE_INFINITY],
  ['<value><nil/></value>', null],
  ['<value><ex:nil/></value>', null],
  ['<value><dateTime.iso8601>20200102T03:04:05</dateTime.iso8601></value>', new Date('2020-01-02T03:04:05Z')],
  ['<value><dateTime.iso8601>2020-01-02T03:04:05Z</dateTime.iso8601></value>', new Date('2020-01-02T03:04:05Z')],
  ['<value><base64>\nYW\nJj\n</base64></value>', new Uint8Array([97, 98, 99])],
  ['<value><base64/></value>', new Uint8Array()],
  ['<value><array><data/></array></value>', []],
  ['<value><array><data><value>1</value><!-- two --><value><int>2</int></value> </data></array></value>', ['1', 2]],
  ['<value><struct/></value>', {}],
  [
    '<value><struct><member><name>a</name><value>1</value></member> <member><name>b&lt;</name><value><int>2</int></value></member></struct></value>',
    { a: '1', 'b<': 2 },
  ],
  [
    '<value><struct><member><name>a</name><value><int>1</int></value></member><member><name>a</name><value><int>2</int></value></member></struct></value>',
    { a: 2 },
  ],
  ['<value>a<!-- <b> -->b</value>', 'ab'],
  ['<value><string><![CDATA[<x>&amp;]]>y</string></value>', '<x>&amp;y'],
  ['<value>&#65;&lt;&#x42;&gt;&amp;&quot;&apos;&#13;&#x1F600;</value>', 'A<B>&"\'\r😀'],
  ['<value>a\r\nb\rc]d</value>', 'a\nb\nc]d'],
  ['<value attribute="1" other=\'>\'>x</value>', 'x'],
];

describe('values that are read', () => {
  for (const [xml, value] of VALUES) {
    test(JSON.stringify(xml), () => assert.deepEqual(parseCall(param(xml)), { method: 'a.b', params: [value] }));
  }
});

const CALLS: readonly [title: string, body: string | Uint8Array, params: readonly RpcValue[]][] = [
  ['no params element', call(''), []],
  ['an empty params element', call('<params/>'), []],
  [
    'two parameters',
    call('<params><param><value>1</value></param>\n<param><value>2</value></param></params>'),
    ['1', '2'],
  ],
  ['comments everywhere', `<!-- a -->${call('<!-- b --><params/>').slice(21)}<!-- c -->\n`, []],
  ['a byte order mark', Buffer.from(`\ufeff${call('')}`), []],
  [
    'a declared latin-1',
    Buffer.from(param('<value>é</value>').replace('?>', " encoding='ISO-8859-1'?>"), 'latin1'),
    ['é'],
  ],
  [
    'a declared UTF-8',
    Buffer.from(param('<value>é😀</value>').replace('?>', ' encoding="utf-8" standalone="yes"?>')),
    ['é😀'],
  ],
  ['white space around the method', call('').replace('a.b', '\n a.b '), []],
];

describe('calls that are read', () => {
  for (const [title, body, params] of CALLS) {
    test(title, () => assert.deepEqual(parseCall(body), { method: 'a.b', params }));
  }
});

const deep = (depth: number): string => '<value><array><data>'.repeat(depth) + '</data></array></value>'.repeat(depth);

const REFUSED: readonly [title: string, body: string | Uint8Array, code: XmlRpcErrorCode, message: RegExp][] = [
  ['nothing', '', 'structure', /the message ends/],
  ['text', 'hello', 'structure', /"hello"/],
  ['another root', '<x/>', 'structure', /<methodCall>/],
  ['a longer name', '<methodCalls></methodCalls>', 'structure', /<methodCall>/],
  ['an empty call', '<methodCall/>', 'structure', /empty/],
  ['an empty call before its content', '<methodCall/><methodName>a</methodName></methodCall>', 'structure', /empty/],
  ['no method', '<methodCall></methodCall>', 'structure', /<methodName>/],
  ['a method without a name', call('').replace('a.b', ' '), 'structure', /no name/],
  ['two methods', call('<methodName>c</methodName>'), 'structure', /<\/methodCall>/],
  ['something after the end', `${call('')}x`, 'structure', /the end of the message/],
  ['something before the declaration', `\n${call('')}`, 'xml', /processing instructions/],
  ['a broken declaration', '<?xml version="2.0"?><methodCall/>', 'xml', /processing instructions/],
  [
    'a document type',
    call('').replace('<methodCall>', '<!DOCTYPE x [<!ENTITY e "boo">]><methodCall>'),
    'xml',
    /document types/,
  ],
  ['a document type in a value', param('<value><!DOCTYPE x></value>'), 'xml', /document types/],
  ["an entity of one's own", param('<value>&e;</value>'), 'xml', /&e;/],
  ['an inherited name as an entity', param('<value>&constructor;</value>'), 'xml', /&/],
  ['a processing instruction', call('<?php x?>'), 'xml', /processing instructions/],
  ['a processing instruction in a value', param('<value>a<?php x?></value>'), 'xml', /processing instructions/],
  ['a bare ampersand', param('<value>a & b</value>'), 'xml', /reference/],
  ['a reference to a control character', param('<value>&#0;</value>'), 'xml', /&#0;/],
  ['a reference to half a character', param('<value>&#xd800;</value>'), 'xml', /&#xd800;/],
  ['a reference beyond Unicode', param('<value>&#x110000;</value>'), 'xml', /means nothing/],
  ['a control character', param('<value>\x1b</value>'), 'xml', /forbids/],
  [
    'a control character in a member',
    param('<value><struct><member><name>a</name><value><string>\x00</string></value></member></struct></value>'),
    'xml',
    /forbids/,
  ],
  ['the end of CDATA in text', param('<value>]]></value>'), 'xml', /]]>/],
  ['CDATA that does not end', param('<value><![CDATA[x</value>'), 'xml', /CDATA/],
  ['a comment that does not end', `${call('')}<!-- `, 'xml', /comment/],
  ['a comment with two hyphens', call('<!-- a -- b -->'), 'xml', /comment/],
  ['a message cut short', param('<value>x</value>').replace(/<\/value>.*/, ''), 'xml', /ends in the middle/],
  ['tags that cross', param('<value><string>a</value></string>'), 'structure', /<\/string>/],
  ['an attribute without quotes', param('<value a=1>x</value>'), 'xml', /broken/],
  ['an unknown type', param('<value><foo>1</foo></value>'), 'structure', /no type foo/],
  [
    'an inherited name as a type',
    param('<value><constructor>1</constructor></value>'),
    'structure',
    /no type constructor/,
  ],
  ['text beside a type', param('<value>x<string>a</string></value>'), 'structure', /either text or one element/],
  ['text behind a type', param('<value><string>a</string>x</value>'), 'structure', /<\/value>/],
  ['two types', param('<value><int>1</int><int>1</int></value>'), 'structure', /<\/value>/],
  ['an empty param', call('<params><param/></params>'), 'structure', /empty/],
  ['a param without a value', call('<params><param>x</param></params>'), 'structure', /<value>/],
  ['a value without a param', call('<params><value>1</value></params>'), 'structure', /<\/params>/],
  ['an array without data', param('<value><array></array></value>'), 'structure', /<data>/],
  ['an empty array element', param('<value><array/></value>'), 'structure', /data/],
  ['text in an array', param('<value><array><data>x</data></array></value>'), 'structure', /text between/],
  [
    'a member without a name',
    param('<value><struct><member><value>1</value></member></struct></value>'),
    'structure',
    /<name>/,
  ],
  ['an int of letters', param('<value><int>x</int></value>'), 'value', /"x" is not a valid int/],
  ['an int with an underscore', param('<value><int>1_0</int></value>'), 'value', /int/],
  ['an empty int', param('<value><int/></value>'), 'value', /int/],
  ['an int that cannot be exact', param('<value><i8>9007199254740993</i8></value>'), 'value', /i8/],
  ['a boolean of letters', param('<value><boolean>true</boolean></value>'), 'value', /boolean/],
  ['a boolean of an inherited name', param('<value><boolean>constructor</boolean></value>'), 'value', /boolean/],
  ['a double in hexadecimal', param('<value><double>0x10</double></value>'), 'value', /double/],
  [
    'a date that is none',
    param('<value><dateTime.iso8601>20201302T03:04:05</dateTime.iso8601></value>'),
    'value',
    /dateTime/,
  ],
  ['base64 that is none', param('<value><base64>a!</base64></value>'), 'value', /base64/],
  ['a full nil', param('<value><nil>x</nil></value>'), 'value', /nil/],
  ['too deep nesting', param(deep(70)), 'size', /deeper than 64/],
  ['very deep nesting', param(deep(100_000)), 'size', /deeper than 64/],
  ['bytes that are not UTF-8', Buffer.from(param('<value>\xff</value>'), 'latin1'), 'encoding', /not valid UTF-8/],
  ['an unknown encoding', Buffer.from('<?xml version="1.0" encoding="utf-16"?><methodCall/>'), 'encoding', /utf-16/],
];

describe('messages that are refused', () => {
  for (const [title, body, code, message] of REFUSED) {
    test(title, () => assert.throws(() => parseCall(body), { name: 'XmlRpcError', code, message }));
  }

  test('one that is larger than allowed', () => {
    assert.throws(() => parseCall(call(''), { maxSize: 10 }), { code: 'size', message: /larger than 10/ });
  });

  test('the place is told by line and column', () => {
    assert.throws(() => parseCall('<methodCall>\n  <x/></methodCall>'), { message: /\(line 2, column 3\)$/ });
  });
});

describe('responses', () => {
  const response = (inner: string): string => `<methodResponse>${inner}</methodResponse>`;

  test('control characters and broken UTF-8, which the reference sends, are taken', () => {
    const body = response('<params><param><value><string>\x1b[1m\xff</string></value></param></params>');
    assert.deepEqual(parseResponse(Buffer.from(body, 'latin1')), { value: '\x1b[1m\ufffd' });
    assert.throws(() => parseResponse(body, { lenient: false }), { code: 'xml' });
  });

  for (const [title, inner, message] of [
    ['without a value', '<params></params>', /one value/],
    ['with two values', '<params><param><value/></param><param><value/></param></params>', /one value/],
    ['with a fault that has no code', '<fault><value><struct/></value></fault>', /faultCode/],
    ['with a fault that is nil', '<fault><value><nil/></value></fault>', /faultCode/],
    ['that is empty', '', /<params>/],
  ] as const) {
    test(`one ${title} is refused`, () => {
      assert.throws(() => parseResponse(response(inner)), { name: 'XmlRpcError', code: 'structure', message });
    });
  }
});

test('a member called __proto__ is an own member and changes no prototype', () => {
  const members =
    '<member><name>__proto__</name><value><struct><member><name>x</name><value>1</value></member></struct></value></member>';
  const [struct] = parseCall(param(`<value><struct>${members}</struct></value>`)).params;
  assert.ok(Object.hasOwn(struct as object, '__proto__'));
  assert.equal(Object.getPrototypeOf(struct), Object.prototype);
});
