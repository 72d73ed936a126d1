const RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

/** Takes out the carriage returns that a terminal has put before line feeds, so that logs are as the program wrote them. */
export interface TerminalOutput {
  write(chunk: Buffer): Buffer;
  /** What was held back. */
  end(): Buffer;
}

export function createTerminalOutput(): TerminalOutput {
  /** The last chunk ended with one, and the next one decides about it. */
  let held = false;
  return {
    write(chunk) {
      const all = held ? Buffer.concat([Buffer.of(RETURN), chunk]) : chunk;
      held = all[all.length - 1] === RETURN;
      return withoutReturns(held ? all.subarray(0, -1) : all);
    },
    end() {
      const rest = held ? Buffer.of(RETURN) : NOTHING;
      held = false;
      return rest;
    },
  };
}

function withoutReturns(chunk: Buffer): Buffer {
  let at = chunk.indexOf('\r\n');
  if (at === -1) return chunk;
  const pieces: Buffer[] = [];
  let from = 0;
  for (; at !== -1; at = chunk.indexOf('\r\n', from + 1)) {
    pieces.push(chunk.subarray(from, at));
    from = at + 1;
  }
  pieces.push(chunk.subarray(from));
  return Buffer.concat(pieces);
}
