import type { Server } from 'node:net';

/** A listener that is open, and what takes its traces away once it is closed. */
export interface Opened {
  readonly address: string;
  /** The address that a TCP server's host was found to be. */
  readonly ip?: string;
  readonly remove: () => void;
}

/** The reference's. */
export const BACKLOG = 1024;

/** Calls `start`, which calls `listen`; resolves when the server listens, rejects with what keeps it from that. */
export function awaitListening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      server.removeListener('error', settle);
      server.removeListener('listening', settle);
      if (error === undefined) resolve();
      else reject(error);
    };
    server.on('error', settle);
    server.on('listening', settle);
    start();
  });
}
