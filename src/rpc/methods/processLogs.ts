import { existsSync } from 'node:fs';
import type { Channel } from '../../logging/autoLogs.ts';
import { readLog, tailLog } from '../../logging/tail.ts';
import { RpcFault } from '../../model/faults.ts';
import type { RpcContext } from '../context.ts';
import { eachProcess } from '../eachProcess.ts';
import { type MethodTable, method } from '../method.ts';
import { findProcess } from '../names.ts';
import { int, processName } from '../parameters.ts';
import { allByPriority } from '../processLists.ts';

const clear = method({
  params: [processName],
  result: 'boolean',
  help: 'Empties the logs of a process, whether it runs or not.',
  run: clearNamed,
});
const readStdout = readMethod('stdout');
const tailStdout = tailMethod('stdout');

export const PROCESS_LOGS = {
  readProcessStdoutLog: readStdout,
  readProcessLog: readStdout,
  readProcessStderrLog: readMethod('stderr'),
  tailProcessStdoutLog: tailStdout,
  tailProcessLog: tailStdout,
  tailProcessStderrLog: tailMethod('stderr'),
  clearProcessLogs: clear,
  clearProcessLog: clear,
  clearAllProcessLogs: method({
    params: [],
    result: 'array',
    help: 'Empties the logs of all processes. Answers with a result for each of them.',
    run: (context) =>
      eachProcess(
        allByPriority(context.supervisor),
        () => true,
        (name) => clearNamed(context, name),
      ),
  }),
} satisfies MethodTable;

function readMethod(channel: Channel) {
  return method({
    params: [processName, int('offset'), int('length')],
    result: 'string',
    help: `Part of a process's ${channel} log: length bytes (0: all) from offset; a negative offset with length 0 counts from the end.`,
    run: (context, name, offset, length) => {
      const path = logOf(context, name, channel);
      if (path === null) throw new RpcFault('NO_FILE');
      const result = readLog(path, offset, length);
      if ('text' in result) return result.text;
      throw result.fault === 'NO_FILE' ? new RpcFault('NO_FILE', path) : new RpcFault(result.fault);
    },
  });
}

function tailMethod(channel: Channel) {
  return method({
    params: [processName, int('offset'), int('length')],
    result: 'array',
    help: `The end of a process's ${channel} log, for a client that has read up to offset: at most length bytes, where to go on, and whether some were skipped.`,
    run: (context, name, offset, length) => {
      const path = logOf(context, name, channel);
      if (path === null || !existsSync(path)) return ['', 0, false];
      const tail = tailLog(path, offset, length);
      return [tail.text, tail.offset, tail.overflow];
    },
  });
}

function logOf(context: RpcContext, name: string, channel: Channel): string | null {
  return findProcess(context, name).config[`${channel}_logfile`];
}

function clearNamed(context: RpcContext, name: string): boolean {
  if (findProcess(context, name).clearLogs() !== 0) throw new RpcFault('FAILED', name);
  return true;
}
