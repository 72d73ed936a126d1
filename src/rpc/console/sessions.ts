import type { Supervisor } from '../../daemon/supervisor.ts';
import type { HttpRequest, HttpResponse, TunnelOut, TunnelResponse } from '../../http/types.ts';
import { PROTOCOL } from '../../util/frames.ts';
import { openAttachment } from './attach.ts';
import type { Link } from './link.ts';
import { type Asked, readAsked } from './request.ts';
import { createShells } from './shells.ts';

export type SessionKind = 'attach' | 'shell';

/** Those who sit at terminals of this daemon. */
export interface Sessions {
  open(kind: SessionKind, request: HttpRequest): HttpResponse;
  close(): Promise<void>;
}

/** Why there is no session. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

export type Opener = (out: TunnelOut, onOver: () => void) => Link;

/** Each one holds a connection and up to a few hundred kilobytes. */
const MOST = 16;

/** `mayOpenShells`: console=true. */
export function createSessions(supervisor: Supervisor, mayOpenShells: boolean): Sessions {
  let open = 0;
  const shells = createShells(supervisor);

  function tunnel(opener: Opener): TunnelResponse {
    open++;
    const over = (): void => void open--;
    return {
      status: 101,
      headers: { Connection: 'Upgrade', Upgrade: PROTOCOL },
      tunnel: (out) => opener(out, over),
      cancel: over,
    };
  }

  function openerFor(kind: SessionKind, asked: Asked): Opener | Refusal {
    if (kind === 'attach') return openAttachment(supervisor, asked);
    if (!mayOpenShells) return { status: 403, reason: noShells(supervisor.config.file) };
    if (supervisor.mood !== 'RUNNING') return { status: 503, reason: 'the daemon is shutting down' };
    return shells.open(asked);
  }

  return {
    open(kind, request) {
      const asked = readAsked(request);
      if ('reason' in asked) return refuse(asked);
      if (open >= MOST) return refuse({ status: 503, reason: `${MOST} terminal sessions are open: no more than that` });
      const opener = openerFor(kind, asked);
      return 'reason' in opener ? refuse(opener) : tunnel(opener);
    },
    close: shells.close,
  };
}

function noShells(file: string): string {
  return `this daemon opens no shells: set console=true under [supervisord] in ${file} and restart it (tsupervisorctl reload)`;
}

function refuse({ status, reason }: Refusal): HttpResponse {
  const headers = { 'Content-Type': 'text/plain;charset=utf-8', ...(status === 426 ? { Upgrade: PROTOCOL } : {}) };
  return { status, headers, body: `${reason}\n` };
}
