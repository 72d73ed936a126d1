import type { Log } from '../process/context.ts';

/**
 * A fault of ours must not take the programs down with it, least of all as PID 1: it is told in full, and the loop goes
 * on. The returned function ends this.
 */
export function surviveFaults(log: Log): () => void {
  const tell = (error: unknown): void => {
    log.critical(
      `a fault in tsupervisord or one of its plug-ins, please report it: ${error instanceof Error ? error.stack : error}`,
    );
  };
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
  return () => {
    process.off('uncaughtException', tell);
    process.off('unhandledRejection', tell);
  };
}
