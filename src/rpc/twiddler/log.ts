import type { LogLevel } from '../../model/config.ts';
import type { RpcValue } from '../../xmlrpc/values.ts';
import type { InterfaceServices } from '../plugins/services.ts';
import { pythonText } from '../pythonText.ts';

/** `blather` is below everything that our own log writes. */
type Written = Exclude<LogLevel, 'blather'>;

const LEVELS: ReadonlyMap<string | number, Written> = new Map<string | number, Written>(
  (
    [
      ['CRIT', 50, 'critical'],
      ['ERRO', 40, 'error'],
      ['WARN', 30, 'warn'],
      ['INFO', 20, 'info'],
      ['DEBG', 10, 'debug'],
      ['TRAC', 5, 'trace'],
      ['BLAT', 3, 'trace'],
    ] as const
  ).flatMap(([name, number, level]) => [[name, level] as const, [number, level] as const]),
);

export function writeLog({ context, Fault }: InterfaceServices, message: RpcValue = '', level: RpcValue = ''): true {
  const key = typeof level === 'string' ? level.toUpperCase() : level;
  const method = typeof key === 'string' || typeof key === 'number' ? LEVELS.get(key) : undefined;
  if (method === undefined) throw new Fault('INCORRECT_PARAMETERS');
  context.supervisor.log[method](pythonText(message));
  return true;
}
