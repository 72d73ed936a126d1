import type { Native } from '../native/index.ts';
import type { HttpLog } from './types.ts';

/** A socket that listens. Connections wait in its queue until somebody serves them. */
export interface Opened {
  readonly fd: number;
  readonly address: string;
  /** The address that a TCP server's host was found to be. */
  readonly ip?: string;
  /** Takes the traces away: the socket's file, if it is still ours. */
  readonly remove: () => void;
}

export interface Opening {
  readonly native: Pick<Native, 'listenUnix' | 'listenInet'>;
  readonly log: HttpLog;
}

/** The reference's. */
export const BACKLOG = 1024;
