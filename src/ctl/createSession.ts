import type { Call, Methods } from './api.ts';
import { createInterrupts } from './interrupts.ts';
import { STDERR, STDOUT, writeAll } from './output.ts';
import { createPlugins } from './plugins/plugins.ts';
import type { Session, Settings } from './session.ts';
import type { LineInput } from './shell/lineInput.ts';
import { openInput } from './shell/openInput.ts';
import { createTransport, type Transport } from './transport.ts';

export function createSession(settings: Settings, fancy: boolean, terminal: Session['terminal']): Session {
  let transport: Transport | null = null;
  let input: Promise<LineInput> | null = null;
  const call: Call = async <M extends keyof Methods>(method: M, ...params: Methods[M][0]) => {
    transport ??= createTransport(session.settings);
    // The one place where the word of a server is taken for the shape of its answer.
    return (await transport.call(method, params)) as unknown as Methods[M][1];
  };
  const disconnect = (): void => {
    transport?.close();
    transport = null;
  };
  const session: Session = {
    settings,
    fancy,
    terminal,
    exitStatus: 0,
    words: null,
    interrupts: createInterrupts(),
    call,
    disconnect,
    write: (data) => writeAll(STDOUT, data),
    warn: (line) => writeAll(STDERR, `${line}\n`),
    input: () => {
      input ??= openInput(session);
      return input;
    },
    plugins: () => plugins(),
    close: async () => {
      disconnect();
      if (input !== null) (await input).close();
    },
    connect: (server) => {
      disconnect();
      session.settings = { ...session.settings, ...server };
    },
  };
  const plugins = createPlugins(session);
  return session;
}
