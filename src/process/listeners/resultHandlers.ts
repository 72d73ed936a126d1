import type { HandledEvent } from '../../model/plugins.ts';
import { type Factory, type FactoryFunction, factoryIn, loadFactory, type ModuleFactory } from '../../util/factory.ts';
import type { Log } from '../context.ts';
import { payloadText, type SupervisorEvent } from '../events/events.ts';

/** `rejected`: the event is delivered again. `error`: that too, and the listener gets no more. */
export type Verdict = 'processed' | 'rejected' | 'error';

export type Judge = (event: SupervisorEvent, result: Buffer) => Verdict | Promise<Verdict>;

export interface JudgeContext {
  readonly log: Log;
  /** The configuration file: relative paths start in its directory. */
  readonly configFile: string;
  /** Onto our own stdout. */
  print(text: string): void;
}

/** What judges the results in a pool. A Python function that we do not have is said so, and the default takes over. */
export function judgeFor(pool: string, handler: string, context: JudgeContext): Judge {
  const builtIn = BUILT_IN[handler];
  if (builtIn !== undefined) return builtIn(context);
  const factory: Factory = factoryIn(context.configFile, handler);
  if (factory.kind === 'module') return judgeFrom(factory, pool, context);
  context.log.warn(
    `eventlistener pool ${pool}: result_handler ${handler} is Python code, which does not run here; its listeners' ` +
      'results are judged by the default handler (OK or FAIL). Use result_handler=./file.mjs:function instead',
  );
  return judgeOk;
}

const BUILT_IN: Readonly<Record<string, (context: JudgeContext) => Judge>> = {
  'supervisor.dispatchers:default_handler': () => judgeOk,
  'supervisor_stdout:event_handler': printer,
};

const OK = Buffer.from('OK');

function judgeOk(_event: SupervisorEvent, result: Buffer): Verdict {
  return result.equals(OK) ? 'processed' : 'rejected';
}

/** supervisor-stdout: the listener hands the payload of a PROCESS_LOG event back, and its lines come out with names. */
function printer({ print }: JudgeContext): Judge {
  return (_event, result) => {
    const text = result.toString('utf8');
    const end = text.indexOf('\n');
    const header = end === -1 ? text : text.slice(0, end);
    const words = new Map(header.split(' ').map((word) => splitOnce(word, ':')));
    const [process, channel] = [words.get('processname'), words.get('channel')];
    if (process === undefined || channel === undefined) return 'error';
    const lines = end === -1 ? '' : text.slice(end + 1).replace(/\n$/, '');
    print(lines.replace(/^/gm, `${process} ${channel} | `).concat('\n'));
    return 'processed';
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function judgeFrom(factory: ModuleFactory, pool: string, { log }: JudgeContext): Judge {
  let handler: FactoryFunction | null = null;
  const loading = loadFactory(factory).then(
    (loaded) => {
      handler = loaded;
      return loaded;
    },
    (error: Error) => {
      log.critical(`eventlistener pool ${pool}: its result_handler is not there: ${error.message}`);
      return null;
    },
  );

  async function judgeLater(event: HandledEvent, result: Buffer): Promise<Verdict> {
    const loaded = await loading;
    if (loaded === null) return 'error';
    return verdictOf(() => loaded(event, result));
  }

  function verdictOf(call: () => unknown): Verdict | Promise<Verdict> {
    try {
      const answer = call();
      return answer instanceof Promise ? answer.then(asVerdict, failed) : asVerdict(answer);
    } catch (error) {
      return failed(error);
    }
  }

  function failed(error: unknown): Verdict {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error(`eventlistener pool ${pool}: ${factory.name} of ${factory.file} failed: ${words}`);
    return 'error';
  }

  return ({ name, serial, payload }, result) => {
    const event = { name, serial: serial ?? -1, payload: payloadText(payload) };
    const bytes = Buffer.from(result);
    const loaded = handler;
    return loaded === null ? judgeLater(event, bytes) : verdictOf(() => loaded(event, bytes));
  };
}

function asVerdict(answer: unknown): Verdict {
  return answer === false ? 'rejected' : 'processed';
}
