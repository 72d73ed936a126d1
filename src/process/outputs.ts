import type { Channel } from '../logging/autoLogs.ts';
import type { ProgramLog } from '../logging/programLog.ts';
import type { Clock } from '../util/clock.ts';

/** How long after a process's end its output is still read where a descendant holds on to the pipe. */
const LINGER_MS = 5000;

/** Where that which a process writes goes to: the outputs of its run, and those of earlier ones that are still held. */
export class Outputs {
  /** Of the run that there is. */
  current: readonly ProgramLog[] = NONE;
  /** Of runs that have ended, held open by a descendant. */
  private lingering: readonly ProgramLog[] = NONE;
  /** Bytes of outputs that have been closed. */
  private stdoutBytes = 0;
  private stderrBytes = 0;

  constructor(private readonly clock: Clock) {}

  /** The run is over. */
  end(): void {
    for (const output of this.current) {
      if (output.drain()) this.closeOne(output);
      else this.linger(output);
    }
    this.current = NONE;
  }

  close(): void {
    for (const output of this.open()) output.close();
    this.current = NONE;
    this.lingering = NONE;
  }

  revise(): void {
    for (const output of this.open()) output.revise();
  }

  reopen(): void {
    for (const output of this.open()) output.reopen();
  }

  /** 0, or the errno for which one could not be emptied. */
  clear(): number {
    return this.open().reduce((errno, output) => output.clear() || errno, 0);
  }

  /** All that has ever been written to that channel. */
  bytes(channel: Channel): number {
    const open = this.open().filter((output) => output.channel === channel);
    const before = channel === 'stdout' ? this.stdoutBytes : this.stderrBytes;
    return open.reduce((sum, { pump }) => sum + pump.bytes, before);
  }

  /** A descendant holds the pipe: the state does not wait for it, its last words are not lost either. */
  private linger(output: ProgramLog): void {
    this.lingering = [...this.lingering, output];
    this.clock.at(this.clock.now() + LINGER_MS, () => {
      this.lingering = this.lingering.filter((each) => each !== output);
      this.closeOne(output);
    });
  }

  private closeOne(output: ProgramLog): void {
    output.close();
    if (output.channel === 'stdout') this.stdoutBytes += output.pump.bytes;
    else this.stderrBytes += output.pump.bytes;
  }

  private open(): readonly ProgramLog[] {
    return [...this.current, ...this.lingering];
  }
}

const NONE: readonly ProgramLog[] = [];
