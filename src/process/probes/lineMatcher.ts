/** A line that is longer is not looked at beyond this. */
const LONGEST_LINE = 16 * 1024;

/** Calls `found` once, at the first line that matches. */
export function createLineMatcher(pattern: string, found: () => void): (data: Buffer) => void {
  const expression = new RegExp(pattern);
  let held = '';
  let done = false;

  return (data) => {
    if (done) return;
    const lines = (held + data.toString('utf8')).split('\n');
    held = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    if (!lines.some((line) => expression.test(line))) return;
    done = true;
    found();
  };
}
