import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope } from '../../../../src/process/listeners/envelope.ts';

const LENGTHS: Readonly<Record<string, number>> = { '': 0, abc: 3, ü: 1, '🙂x': 2, '🙂🙂': 2 };

for (const [payload, length] of Object.entries(LENGTHS)) {
  test(`the length of '${payload}' is ${length} characters`, () => {
    const event = { name: 'TICK_5', payload, serial: 7, poolSerials: new Map([['p', 2]]) } as const;
    assert.equal(
      Buffer.concat(envelope({ server: 's', pool: 'p' }, event)).toString(),
      `ver:3.0 server:s serial:7 pool:p poolserial:2 eventname:TICK_5 len:${length}\n${payload}`,
    );
  });
}
