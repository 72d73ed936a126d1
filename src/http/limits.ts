/** Bounds on what a client can make the daemon hold or wait for. Bytes and milliseconds. */
export interface Limits {
  readonly headBytes: number;
  readonly bodyBytes: number;
  /** From the first byte (or the connection) to the end of the head. */
  readonly headMs: number;
  readonly bodyMs: number;
  /** Between two requests: `supervisorctl` at its prompt keeps one connection and does not reconnect. */
  readonly idleMs: number;
  /** For a client that takes nothing of its response. */
  readonly stallMs: number;
  /** For a client that does not close after our side did. */
  readonly lingerMs: number;
  /** Per server. One more: the connection that idles longest is closed, or the new one is turned away with 503. */
  readonly connections: number;
}

export const DEFAULT_LIMITS: Limits = {
  headBytes: 16 * 1024,
  bodyBytes: 4 * 1024 * 1024,
  headMs: 20_000,
  bodyMs: 60_000,
  // The reference's, which it looks at now and then only.
  idleMs: 30 * 60_000,
  stallMs: 5 * 60_000,
  lingerMs: 2_000,
  connections: 256,
};
