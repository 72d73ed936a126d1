import { repr } from '../config/python/repr.ts';

/**
 * What supervisorctl shows as `error: <class 'KIND'>, TEXT: file: … line: …`. Scripts look for the class and the text;
 * in the place of a Python source line stands what was asked of which server.
 */
export class PythonError extends Error {
  override readonly name: string = 'PythonError';
  readonly kind: string;
  /** The call that failed, once it is known. */
  where: string | null = null;

  constructor(kind: string, text: string) {
    super(text);
    this.kind = kind;
  }
}

/** An answer of the server that says no. */
export class RpcFault extends PythonError {
  override readonly name = 'RpcFault';
  readonly code: number;
  readonly text: string;

  constructor(code: number, text: string) {
    super('xmlrpc.client.Fault', `<Fault ${code}: ${repr(text)}>`);
    this.code = code;
    this.text = text;
  }
}

/** An HTTP status other than 200. */
export class HttpError extends PythonError {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, reason: string) {
    super('xmlrpc.client.ProtocolError', `<ProtocolError for 127.0.0.1/RPC2: ${status} ${reason}>`);
    this.status = status;
  }
}

/** No connection, or one that broke. */
export class ConnectionError extends PythonError {
  override readonly name = 'ConnectionError';
  /** `ECONNREFUSED` and the like. */
  readonly code: string;

  constructor(code: string, kind: string, text: string) {
    super(kind, text);
    this.code = code;
  }
}

/** The answer to a question was the end of the input. */
export class EndOfInput extends PythonError {
  override readonly name = 'EndOfInput';

  constructor() {
    super('EOFError', 'EOF when reading a line');
  }
}

export function connectionError(error: { readonly code?: string; readonly message?: string }): ConnectionError {
  const code = error.code ?? '';
  const [kind, text] = CONNECTION_ERRORS[code] ?? ['OSError', error.message ?? code];
  return new ConnectionError(code, kind, text);
}

/** The one line for what went wrong unexpectedly. */
export function errorLine(error: unknown): string {
  if (error instanceof PythonError) {
    return `error: <class '${error.kind}'>, ${error.message}${error.where === null ? '' : `: ${error.where}`}`;
  }
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Python's exception and its text for each way in which connecting, sending or receiving fails. */
const CONNECTION_ERRORS: Readonly<Record<string, readonly [kind: string, text: string]>> = {
  EPERM: ['PermissionError', '[Errno 1] Operation not permitted'],
  ENOENT: ['FileNotFoundError', '[Errno 2] No such file or directory'],
  EACCES: ['PermissionError', '[Errno 13] Permission denied'],
  ENOTDIR: ['NotADirectoryError', '[Errno 20] Not a directory'],
  EPIPE: ['BrokenPipeError', '[Errno 32] Broken pipe'],
  ENAMETOOLONG: ['OSError', '[Errno 36] File name too long'],
  ELOOP: ['OSError', '[Errno 40] Too many levels of symbolic links'],
  EPROTOTYPE: ['OSError', '[Errno 91] Protocol wrong type for socket'],
  ENETUNREACH: ['OSError', '[Errno 101] Network is unreachable'],
  ECONNRESET: ['ConnectionResetError', '[Errno 104] Connection reset by peer'],
  ETIMEDOUT: ['TimeoutError', '[Errno 110] Connection timed out'],
  ECONNREFUSED: ['ConnectionRefusedError', '[Errno 111] Connection refused'],
  EHOSTUNREACH: ['OSError', '[Errno 113] No route to host'],
  ENOTFOUND: ['socket.gaierror', '[Errno -2] Name or service not known'],
  EAI_AGAIN: ['socket.gaierror', '[Errno -3] Temporary failure in name resolution'],
  /** Node's word for a path that does not fit into a socket address. */
  EINVAL: ['OSError', 'AF_UNIX path too long'],
  /** Ours: closed before, or in the middle of, an answer. */
  CLOSED: ['http.client.RemoteDisconnected', 'Remote end closed connection without response'],
  CUT: ['http.client.IncompleteRead', 'the server closed the connection in the middle of its answer'],
};
