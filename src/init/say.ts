import type { Native } from '../native/index.ts';

const STDERR = 2;

/**
 * A line on standard error, without waiting for a slow reader and without process.stderr: that would switch the
 * descriptor, which the command shares, to non-blocking mode.
 */
export function say({ tryWrite }: Pick<Native, 'tryWrite'>, text: string): void {
  tryWrite(STDERR, Buffer.from(text));
}
