import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { parseCall, parseResponse } from '../../../src/xmlrpc/parse.ts';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { writeCall, writeFault, writeResponse } from '../../../src/xmlrpc/write.ts';

/**
 * The codec beside the two of Python: xmlrpc.client, which most clients use and the reference's daemon writes with, and
 * the parser that the reference's daemon reads calls with.
 */
const PYTHON = '/usr/bin/python3';

interface Case {
  readonly title: string;
  readonly value: RpcValue;
  /** Python source of the same value. */
  readonly python: string;
  /** What both of Python's parsers are to make of our message, where that is not the value itself. */
  readonly read?: string;
  /** Why our bytes differ from Python's. */
  readonly differs?: string;
  /** What the reference's daemon makes of it as a parameter, where that is not what xmlrpc.client makes of it. */
  readonly daemonReads?: string;
}

const CASES: readonly Case[] = [
  { title: 'whole numbers', value: [0, 1, -1, 2147483647, -2147483648], python: '[0, 1, -1, 2**31-1, -2**31]' },
  {
    title: 'numbers beyond 32 bits',
    value: [2 ** 31, -(2 ** 40)],
    python: '[]',
    read: '[2**31, -2**40]',
    differs: 'Python raises OverflowError, which makes HTTP 500 of getAllConfigInfo with a maxbytes of 2 GiB',
  },
  {
    title: 'fractions',
    value: [1.5, -0.25, 1e-7, 1e300],
    python: '[1.5, -0.25, 1e-07, 1e300]',
    differs: 'spelling: 1e-7',
  },
  { title: 'booleans', value: [true, false], python: '[True, False]' },
  {
    title: 'null',
    value: null,
    python: "''",
    read: 'None',
    differs: 'Python raises TypeError, which makes HTTP 500',
  },
  { title: 'text', value: ' <a> & "b"\n\t]]> é€😀 ', python: String.raw`' <a> & "b"\n\t]]> é€😀 '` },
  {
    title: 'carriage returns',
    value: 'a\r\nb\rc',
    python: String.raw`'a\r\nb\rc'`,
    differs: 'Python writes them bare, and every XML parser then reads line feeds',
  },
  {
    title: 'what XML cannot carry',
    value: '\x00\x1b[0m\ud800',
    python: "''",
    read: String.raw`'\ufffd\ufffd[0m\ufffd'`,
    differs: 'Python writes it as it is, and its own parser then dies of it',
  },
  { title: 'arrays', value: [[], [['a'], 1]], python: "[[], [['a'], 1]]" },
  {
    title: 'structs, in their order',
    value: { b: 1, a: { 'x<y': [{}], '': '' } },
    python: "{'b': 1, 'a': {'x<y': [{}], '': ''}}",
  },
  {
    title: 'bytes',
    value: new Uint8Array(Buffer.from('bytes '.repeat(30))),
    python: "b'bytes ' * 30",
    daemonReads: "'bytes ' * 30",
  },
  { title: 'dates', value: new Date('2020-01-02T03:04:05Z'), python: 'datetime.datetime(2020, 1, 2, 3, 4, 5)' },
];

interface Verdict {
  readonly response: string;
  readonly call: string;
  readonly readsResponse: string;
  readonly readsCall: string;
  readonly daemonReads: string;
}

const SCRIPT = `
import base64, datetime, json, sys, xmlrpc.client
from supervisor.xmlrpc import supervisor_xmlrpc_handler
daemon = supervisor_xmlrpc_handler(None, [])
def attempt(act):
    try: return act()
    except Exception as error: return repr(error)
def check(case):
    value = eval(case['python'])
    expected = eval(case['read'])
    daemon_expected = eval(case['daemonReads'])
    same = lambda got, wanted: 'as expected' if got == wanted else 'got %r instead of %r' % (got, wanted)
    loads = lambda text: xmlrpc.client.loads(text, use_builtin_types=True)
    return {
        'response': xmlrpc.client.dumps((value,), methodresponse=True),
        'call': xmlrpc.client.dumps((value, 7), 'a.b'),
        'readsResponse': attempt(lambda: same(loads(case['response']), ((expected,), None))),
        'readsCall': attempt(lambda: same(loads(case['call']), ((expected, 7), 'a.b'))),
        'daemonReads': attempt(lambda: same(daemon.loads(case['call']), ((daemon_expected, 7), 'a.b'))),
    }
json.dump([check(case) for case in json.load(sys.stdin)], sys.stdout)
`;

const skip = existsSync(PYTHON) && existsSync('/usr/bin/supervisord') ? false : 'Debian’s supervisor is not installed';

describe('the codec beside Python’s', { skip }, () => {
  let verdicts: readonly Verdict[];
  before(() => {
    verdicts = askPython(
      CASES.map(({ value, python, read = python, daemonReads = read }) => ({
        python,
        read,
        daemonReads,
        response: writeResponse(value),
        call: writeCall('a.b', [value, 7]),
      })),
    );
  });

  CASES.forEach(({ title, value, python, read, differs }, index) => {
    test(`${title}: Python reads what we write`, () => {
      const { readsResponse, readsCall, daemonReads } = verdicts[index] ?? assert.fail('no verdict');
      assert.deepEqual(
        { readsResponse, readsCall, daemonReads },
        { readsResponse: 'as expected', readsCall: 'as expected', daemonReads: 'as expected' },
      );
    });

    test(`${title}: we write the same bytes as Python${differs ? `, but for this: ${differs}` : ''}`, () => {
      const verdict = verdicts[index] ?? assert.fail('no verdict');
      const ours = [writeResponse(value), writeCall('a.b', [value, 7])];
      if (differs === undefined) assert.deepEqual(ours, [verdict.response, verdict.call]);
      else assert.notDeepEqual(ours, [verdict.response, verdict.call]);
    });

    test(`${title}: we read what Python writes`, { skip: read ? `Python cannot write ${read}` : false }, () => {
      const verdict = verdicts[index] ?? assert.fail('no verdict');
      const expected = title === 'carriage returns' ? 'a\nb\nc' : value;
      assert.deepEqual(parseResponse(Buffer.from(verdict.response)), { value: expected }, python);
      assert.deepEqual(parseCall(Buffer.from(verdict.call)), { method: 'a.b', params: [expected, 7] });
    });
  });

  test('a fault is written in the same bytes', () => {
    const text = execFileSync(
      PYTHON,
      ['-c', "import xmlrpc.client as x; print(end=x.dumps(x.Fault(10, 'BAD_NAME: <é>')))"],
      { encoding: 'utf8', env: { PYTHONIOENCODING: 'utf-8' } },
    );
    assert.equal(writeFault(10, 'BAD_NAME: <é>'), text);
    assert.deepEqual(parseResponse(text), { fault: { code: 10, string: 'BAD_NAME: <é>' } });
  });
});

function askPython(cases: readonly object[]): readonly Verdict[] {
  const output = execFileSync(PYTHON, ['-c', SCRIPT], { input: JSON.stringify(cases), encoding: 'utf8' });
  return JSON.parse(output) as Verdict[];
}
