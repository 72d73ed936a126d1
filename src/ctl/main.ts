import { isatty } from 'node:tty';
import { type CommandLine, readCommandLine, UsageError } from './commandLine.ts';
import { createSession } from './createSession.ts';
import { coloursWanted } from './format/colours.ts';
import { STDERR, STDOUT, writeAll } from './output.ts';
import { perform } from './perform.ts';
import type { Session } from './session.ts';
import { loadSettings } from './settings.ts';
import { shell } from './shell/shell.ts';

const USAGE_STATUS = 2;

/** What lives in a layer of its own, and is handed in. */
export type Native = Pick<Session, 'terminal'>;

/** The whole program; answers its exit status. `script` is the path that it was started by. */
export async function main(argv: readonly string[], script: string, native: Native): Promise<number> {
  try {
    return await run(readCommandLine(argv), script, native);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    writeAll(STDERR, `Error: ${error.message}\nFor help, use ${script} -h\n`);
    return USAGE_STATUS;
  }
}

async function run(commandLine: CommandLine, script: string, { terminal }: Native): Promise<number> {
  if (commandLine.given.help !== undefined) {
    const { usage } = await import('./usage.ts');
    writeAll(STDOUT, usage(script.slice(script.lastIndexOf('/') + 1)));
    return 0;
  }
  const { settings, warnings } = loadSettings(commandLine, script);
  for (const warning of warnings) writeAll(STDERR, `${warning}\n`);
  const session = createSession(settings, isatty(STDOUT) && coloursWanted(process.env), terminal);
  return commandLine.words.length > 0 ? once(session, commandLine.words) : interactively(session);
}

async function once(session: Session, words: readonly string[]): Promise<number> {
  session.words = words;
  await perform(session, words.join(' '));
  return session.exitStatus;
}

/** What happened in a shell was seen by whoever typed it: no exit status. */
async function interactively(session: Session): Promise<number> {
  await shell(session);
  await session.close();
  return 0;
}
