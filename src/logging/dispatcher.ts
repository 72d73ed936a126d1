import createLogger from 'winston/lib/winston/create-logger.js';
import Transport from 'winston-transport';
import type { LogLevel } from '../model/config.ts';

export type Put = (level: LogLevel, message: string) => void;

/** winston, with one transport that hands each message to `put`. `severities` counts the most urgent level as 0. */
export function createDispatcher(severities: Readonly<Record<LogLevel, number>>, level: LogLevel, put: Put): Put {
  const logger = createLogger({
    levels: severities,
    level,
    format: AS_IT_IS,
    transports: new LineTransport(put),
    exitOnError: false,
  });
  return (each, message) => void logger.log(each, message);
}

class LineTransport extends Transport {
  constructor(private readonly put: Put) {
    super();
  }

  override log(info: { level: LogLevel; message: string }, next: () => void): void {
    this.put(info.level, info.message);
    next();
  }
}

/** The line is made by `put`; winston's default format would make JSON of it. */
const AS_IT_IS = { transform: <T>(info: T): T => info };
