import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errnoName } from '../../src/util/errno.ts';

/** As Python's errno.errorcode has them, which the reference's messages quote. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  8: 'ENOEXEC',
  11: 'EAGAIN',
  26: 'ETXTBSY',
  95: 'ENOTSUP',
};

for (const [errno, name] of Object.entries(NAMES)) {
  test(`errno ${errno} is called ${name}, also where libuv has no name for it`, () => {
    assert.equal(errnoName(Number(errno)), name);
  });
}
