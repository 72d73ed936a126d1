import { pythonBytesRepr } from '../../util/pythonBytesRepr.ts';
import { decodeUtf8 } from '../../util/utf8.ts';
import type { Log, ProcessTap } from '../context.ts';
import type { SupervisorEvent } from '../events/events.ts';
import { type ListenerState, readToken, type Token } from './protocol.ts';
import type { Verdict } from './resultHandlers.ts';

/** The pool that a listener belongs to. */
export interface Employer {
  /** A listener may take an event now, perhaps. */
  ready(): void;
  /** The event was not dealt with. */
  rejected(event: SupervisorEvent): void;
  judge(event: SupervisorEvent, result: Buffer): Verdict | Promise<Verdict>;
}

/** One process of a pool, as a partner in the event listener protocol. */
export class Listener implements ProcessTap {
  state: ListenerState = 'ACKNOWLEDGED';
  /** What it works on, or whose result is being judged. */
  private event: SupervisorEvent | null = null;
  private unread: Buffer = NOTHING;
  private judging = false;
  /** Counts its runs: a judgement on what another run answered comes too late. */
  private run = 0;

  constructor(
    private readonly name: string,
    private readonly log: Log,
    private readonly employer: Employer,
  ) {}

  /** It has been handed the event. */
  give(event: SupervisorEvent): void {
    this.state = 'BUSY';
    this.event = event;
  }

  started(): void {
    // A program that is started again at once is so before its end is told here.
    this.ended();
    this.state = 'ACKNOWLEDGED';
    this.unread = NOTHING;
    this.judging = false;
  }

  running(): void {
    this.employer.ready();
  }

  /** It died before it was done: somebody else gets the event, or it itself when it is back. */
  ended(): void {
    const { event } = this;
    this.event = null;
    this.run++;
    if (event !== null) this.employer.rejected(event);
  }

  output(chunk: Buffer): void {
    if (this.state === 'UNKNOWN') return;
    this.unread = this.unread.length === 0 ? chunk : Buffer.concat([this.unread, chunk]);
    this.read();
    // What stays is kept beyond this call, in which the chunk is valid.
    if (this.unread.length > 0) this.unread = Buffer.from(this.unread);
  }

  private read(): void {
    while (!this.judging) {
      const token = readToken(this.state, this.unread);
      if (token === null) return;
      this.unread = 'length' in token ? this.unread.subarray(token.length) : NOTHING;
      this.take(token);
    }
  }

  private take(token: Token): void {
    switch (token.type) {
      case 'ready':
        this.event = null;
        this.change('READY');
        this.employer.ready();
        return;
      case 'result':
        this.judge(token.result);
        return;
      case 'badResult':
        this.log.warn(`${this.name}: bad result line: '${readable(token.line)}'`);
        this.change('UNKNOWN');
        this.reject();
        return;
      case 'violation':
        this.event = null;
        this.change('UNKNOWN');
        return;
    }
  }

  private judge(result: Buffer): void {
    const { event, run } = this;
    if (event === null) return;
    const verdict = this.employer.judge(event, result);
    if (typeof verdict === 'string') {
      this.conclude(verdict);
      return;
    }
    this.judging = true;
    verdict.then(
      (later) => this.concludeLater(run, later),
      () => this.concludeLater(run, 'error'),
    );
  }

  private concludeLater(run: number, verdict: Verdict): void {
    if (run !== this.run) return;
    this.judging = false;
    this.conclude(verdict);
    this.read();
  }

  private conclude(verdict: Verdict): void {
    const { level, words, state } = VERDICTS[verdict];
    this.log[level](`${this.name}: ${words}`);
    this.change(state);
    if (verdict === 'processed') this.event = null;
    else this.reject();
  }

  private reject(): void {
    const { event } = this;
    this.event = null;
    if (event !== null) this.employer.rejected(event);
  }

  private change(state: ListenerState): void {
    this.log.debug(`${this.name}: ${this.state} -> ${state}`);
    this.state = state;
    if (state !== 'UNKNOWN') return;
    this.unread = NOTHING;
    this.log.warn(
      `${this.name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the ` +
        'process violated the eventlistener protocol',
    );
  }
}

const NOTHING = Buffer.alloc(0);

const VERDICTS = {
  processed: { level: 'debug', words: 'event was processed', state: 'ACKNOWLEDGED' },
  rejected: { level: 'warn', words: 'event was rejected', state: 'ACKNOWLEDGED' },
  error: { level: 'warn', words: 'event caused an error', state: 'UNKNOWN' },
} as const satisfies Record<Verdict, { level: keyof Log; words: string; state: ListenerState }>;

function readable(line: Buffer): string {
  return decodeUtf8(line) ?? `Undecodable: ${pythonBytesRepr(line)}`;
}
