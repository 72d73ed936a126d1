import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Probe } from '../../model/config.ts';
import { errnoName } from '../../util/errno.ts';
import type { Process } from '../process.ts';
import { httpStatus } from './http.ts';

/** Tries a probe once, for so many milliseconds. Null: it succeeds; else why it does not. */
export async function attempt(probe: Probe, process: Process, timeoutMs: number): Promise<string | null> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await ATTEMPTS[probe.kind](probe as never, timeout, process);
  } catch (error) {
    return timeout.aborted ? `no answer within ${timeoutMs / 1000} seconds` : reason(error);
  }
}

/** Each ends with the signal, one way or the other. */
const ATTEMPTS = {
  tcp: tryTcp,
  http: tryHttp,
  exec: tryExec,
  file: tryFile,
  /** Seen in the output as it passes. */
  log: ({ pattern }: Of<'log'>) => Promise.resolve(`no line of its output matches ${pattern}`),
  /** Told by itself. */
  notify: () => Promise.resolve('it has not said so'),
};

type Of<K extends Probe['kind']> = Extract<Probe, { kind: K }>;

function tryTcp({ host, port }: Of<'tcp'>, signal: AbortSignal): Promise<null> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve(null);
    });
  });
}

async function tryHttp({ url }: Of<'http'>, signal: AbortSignal): Promise<string | null> {
  const status = await httpStatus(url, signal);
  return status >= 200 && status < 400 ? null : `HTTP status ${status}`;
}

function tryExec({ command }: Of<'exec'>, signal: AbortSignal, process: Process): Promise<string | null> {
  const aside = process.runAside(command);
  if ('error' in aside) return Promise.resolve(aside.error);
  signal.addEventListener('abort', aside.kill, { once: true });
  return aside.exit.then((exit) => {
    signal.removeEventListener('abort', aside.kill);
    if (signal.aborted) throw signal.reason;
    return exit.code === 0 ? null : exit.description;
  });
}

async function tryFile({ path }: Of<'file'>): Promise<null> {
  await stat(path);
  return null;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, errno } = error as NodeJS.ErrnoException;
  if (typeof errno === 'number') return errnoName(Math.abs(errno));
  return code ?? error.message;
}
