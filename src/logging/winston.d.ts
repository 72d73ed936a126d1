/** The part of winston that is loaded: its index would pull in transports for files, HTTP and the console. */
declare module 'winston/lib/winston/create-logger.js' {
  import type { createLogger } from 'winston';

  const create: typeof createLogger;
  export default create;
}
