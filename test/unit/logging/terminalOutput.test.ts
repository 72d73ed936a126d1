import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTerminalOutput } from '../../../src/logging/terminalOutput.ts';

test('what has come through a terminal is as it was written, however it is cut', () => {
  const written = fc.array(fc.constantFrom('a', '\r', '\n', 'ü'), { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(written, fc.integer({ min: 1, max: 7 }), (text, step) => {
      const bytes = Buffer.from(text.replaceAll('\n', '\r\n'));
      const output = createTerminalOutput();
      const parts: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += step) parts.push(output.write(bytes.subarray(at, at + step)));
      assert.equal(Buffer.concat([...parts, output.end()]).toString(), text);
    }),
  );
});
