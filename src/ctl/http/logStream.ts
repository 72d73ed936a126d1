import { errorLine } from '../errors.ts';
import { openConnection, type Server } from './connection.ts';

export interface LogStreamOptions {
  readonly server: Server;
  /** `/logtail/NAME/stdout` and the like, as a person would write it. */
  readonly path: string;
  readonly data: (bytes: Buffer) => void;
  /** Nothing comes any more. */
  readonly end: () => void;
  readonly warn: (line: string) => void;
}

export interface LogStream {
  /** Settles when the server has ended it, for whatever reason: that has been said then. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Follows a log over a connection of its own. */
export function openLogStream({ server, path, data, end, warn }: LogStreamOptions): LogStream {
  const connection = openConnection(server);
  const url = server.serverurl + path;
  const ended = new Promise<void>((resolve) => {
    const finish = (): void => {
      end();
      connection.close();
      resolve();
    };
    connection.send(
      { method: 'GET', path: encodePath(path), body: null },
      {
        head: ({ status }) => {
          if (status === 200) return;
          warn(`${url} Cannot read, status code ${status}`);
          finish();
        },
        data,
        end: finish,
        broken: (error) => {
          warn(`${url} ${reason(error)}`);
          finish();
        },
      },
    );
  });
  return { ended, close: connection.close };
}

/** Names can hold what a request line cannot. */
function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function reason(error: Error): string {
  return `Cannot read, ${errorLine(error)}`;
}
