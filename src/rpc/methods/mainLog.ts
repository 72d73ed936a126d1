import { existsSync } from 'node:fs';
import { readLog } from '../../logging/tail.ts';
import { RpcFault } from '../../model/faults.ts';
import { type MethodTable, method } from '../method.ts';
import { int } from '../parameters.ts';

const read = method({
  params: [int('offset'), int('length')],
  result: 'string',
  help: 'Part of the activity log: length bytes (0: all) from offset; a negative offset with length 0 counts from the end.',
  run: ({ config }, offset, length) => {
    const { logfile } = config.supervisord;
    const result = readLog(logfile, offset, length);
    if ('text' in result) return result.text;
    throw result.fault === 'NO_FILE' ? new RpcFault('NO_FILE', logfile) : new RpcFault(result.fault);
  },
});

/** The activity log. */
export const MAIN_LOG = {
  readLog: read,
  readMainLog: read,
  clearLog: method({
    params: [],
    result: 'boolean',
    help: 'Empties the activity log.',
    run: ({ supervisor, config }) => {
      const { logfile } = config.supervisord;
      if (!existsSync(logfile)) throw new RpcFault('NO_FILE');
      if (supervisor.clearLog() !== 0) throw new RpcFault('FAILED');
      return true;
    },
  }),
} satisfies MethodTable;
