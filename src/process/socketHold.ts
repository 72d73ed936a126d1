import type { FcgiSocket } from './fcgiSocket.ts';

/** What one process of a FastCGI program has of the socket that all of them share. */
export class SocketHold {
  private held = false;

  constructor(private readonly socket: FcgiSocket) {}

  /** Who holds it already goes on doing so: who waits in its queue is not turned away. */
  take(): ReturnType<FcgiSocket['acquire']> {
    const taken = this.socket.acquire();
    if (this.held) this.socket.release();
    this.held = 'fd' in taken;
    return taken;
  }

  leave(): void {
    if (!this.held) return;
    this.held = false;
    this.socket.release();
  }
}
