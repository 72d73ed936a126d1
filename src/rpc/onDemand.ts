import type { Servers } from '../daemon/run.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import { closeSocket, type ServerSocket } from '../http/openSocket.ts';
import type { Serving } from './servers.ts';

/** Programs have been started by then. Later would be worse: files may have been replaced when a client comes. */
const LOADED_AFTER_MS = 2000;

/** What is made when somebody first asks for it. */
export interface Once<T> {
  get(): Promise<T>;
  readonly begun: Promise<T> | null;
}

export function once<T>(make: () => Promise<T>): Once<T> {
  let begun: Promise<T> | null = null;
  return {
    get: () => (begun ??= make()),
    get begun() {
      return begun;
    },
  };
}

/** Serves the sockets as soon as there is a client, or when the start is over. */
export function serveOnDemand(
  { clock, log, context: { native } }: Supervisor,
  sockets: readonly ServerSocket[],
  serving: Once<Serving>,
): Pick<Servers, 'close'> {
  let served: Promise<void> | null = null;
  const watches = sockets.map(({ fd }) => native.watchReadable(fd));
  for (const watch of watches) watch.wait(begin);
  const forget = clock.at(clock.now() + LOADED_AFTER_MS, begin);

  function begin(): void {
    stopWaiting();
    served ??= serving.get().then((loaded) => loaded.serve(sockets), fail);
  }

  function stopWaiting(): void {
    forget();
    for (const watch of watches) watch.close();
  }

  /** Clients are refused from then on, where they would wait for ever. */
  function fail(error: unknown): void {
    log.critical(`the control servers cannot be loaded, only signals reach the daemon: ${String(error)}`);
    sockets.forEach(closeSocket);
  }

  return {
    async close() {
      stopWaiting();
      if (served === null) sockets.forEach(closeSocket);
      await served;
      await serving.begun?.then(
        (loaded) => loaded.close(),
        () => 'it was reported when it failed',
      );
    },
  };
}
