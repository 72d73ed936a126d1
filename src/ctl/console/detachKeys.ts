/** Looks for a sequence of keys in what is typed. What may be its beginning is held back until the next key decides. */
export function createDetachWatch(keys: Buffer): (bytes: Buffer) => { readonly typed: Buffer; readonly left: boolean } {
  let seen = 0;
  return (bytes) => {
    const typed: number[] = [];
    for (const byte of bytes) {
      while (seen > 0 && byte !== keys[seen]) {
        // What was held back was no beginning after all; a shorter end of it may be one.
        const shorter = overlap(keys, seen);
        typed.push(...keys.subarray(0, seen - shorter));
        seen = shorter;
      }
      if (byte === keys[seen]) seen++;
      else typed.push(byte);
      if (seen === keys.length) return { typed: Buffer.from(typed), left: true };
    }
    return { typed: Buffer.from(typed), left: false };
  };
}

/** How much of the end of the first `length` keys is a beginning of all keys, but not all of them. */
function overlap(keys: Buffer, length: number): number {
  for (let size = length - 1; size > 0; size--) {
    if (keys.subarray(length - size, length).equals(keys.subarray(0, size))) return size;
  }
  return 0;
}
