import type { Supervisor } from '../daemon/supervisor.ts';
import type { HttpRequest, HttpResponse, Route } from '../http/types.ts';
import type { SessionKind, Sessions } from './console/sessions.ts';

/** Where people come in to sit at a program's terminal. */
export interface Consoles {
  readonly routes: readonly Route[];
  /** Ends their sessions. */
  close(): Promise<void>;
}

/** The code for them is loaded with the first of them. `shells`: whether there are any but programs' own. */
export function createConsoles(supervisor: Supervisor, shells: boolean): Consoles {
  let loaded: Promise<Sessions> | null = null;

  async function open(kind: SessionKind, request: HttpRequest): Promise<HttpResponse> {
    loaded ??= load(supervisor, shells);
    return (await loaded).open(kind, request);
  }

  return {
    routes: [
      { path: '/console/attach', match: 'exact', methods: ['POST'], handler: (request) => open('attach', request) },
      { path: '/console/shell', match: 'exact', methods: ['POST'], handler: (request) => open('shell', request) },
    ],
    close: async () => {
      if (loaded !== null) await (await loaded).close();
    },
  };
}

async function load(supervisor: Supervisor, shells: boolean): Promise<Sessions> {
  const { createSessions } = await import('./console/sessions.ts');
  return createSessions(supervisor, shells);
}
