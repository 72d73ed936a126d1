import type { ProcessConfig } from '../model/config.ts';
import type { Pipes } from './pipes.ts';

/** The ends that one process has of pipes between programs (`stdin_pipe`, `stdout_pipe`). */
export class PipeEnds {
  private writes = false;

  constructor(
    private readonly pipes: Pipes,
    private readonly config: ProcessConfig,
  ) {}

  /** For its standard input; null: that is no such pipe. */
  take(): { readonly fd: number | null } | { readonly error: string } {
    const { name, stdin_pipe } = this.config;
    if (stdin_pipe === null) return { fd: null };
    try {
      return { fd: this.pipes.reading(stdin_pipe) };
    } catch (error) {
      return { error: `no pipe can be made for '${name}': ${(error as NodeJS.ErrnoException).code}` };
    }
  }

  /** It is there, and may write. */
  join(): void {
    const { stdout_pipe } = this.config;
    if (stdout_pipe === null || this.writes) return;
    this.writes = true;
    this.pipes.joined(stdout_pipe);
  }

  leave(): void {
    const { stdout_pipe } = this.config;
    if (stdout_pipe === null || !this.writes) return;
    this.writes = false;
    this.pipes.left(stdout_pipe);
  }

  /** Who reads a pipe that nobody writes to any more ends by itself, with all that was in it; false: it does not. */
  end(): boolean {
    const { stdin_pipe } = this.config;
    return stdin_pipe !== null && this.pipes.end(stdin_pipe);
  }

  /** The process is gone for good. */
  close(): void {
    this.leave();
    if (this.config.stdin_pipe !== null) this.pipes.discard(this.config.stdin_pipe);
  }
}

/** Null where it has none. */
export function pipeEndsOf(pipes: Pipes, config: ProcessConfig): PipeEnds | null {
  return config.stdin_pipe === null && config.stdout_pipe === null ? null : new PipeEnds(pipes, config);
}
