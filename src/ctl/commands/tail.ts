import { repr } from '../../config/python/repr.ts';
import { Fault } from '../../model/faults.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { reportingFaults } from './faultLines.ts';
import { follow } from './follow.ts';
import { showHelp } from './help.ts';
import { byteCount, DEFAULT_BYTES } from './tailBytes.ts';

export async function tail(session: Session, arg: string): Promise<void> {
  if (!(await upcheck(session))) return;
  const args = namesOf(arg);
  const [first = ''] = args;
  if (first === '-f' && args.length > 2) return followSeveral(session, args.slice(1));
  if (args.length === 0) return misused(session, 'Error: too few arguments');
  if (args.length > 3) return misused(session, 'Error: too many arguments');
  if (first.startsWith('-')) await tailOf(session, args.slice(1), first);
  else await tailOf(session, args, null);
}

type Channel = 'stdout' | 'stderr';

function misused(session: Session, message: string): void {
  complain(session, message);
  showHelp(session, 'tail');
}

async function tailOf(session: Session, args: readonly string[], modifier: string | null): Promise<void> {
  const name = args[0];
  if (name === undefined) return complain(session, 'Error: tail requires process name');
  const word = args.length === 1 ? 'stdout' : (args.at(-1) ?? '').toLowerCase();
  const channel = channelNamed(word);
  if (channel === null) return complain(session, `Error: bad channel ${repr(word)}`);
  if (modifier === '-f') return follow(session, [source(name, channel)]);
  const bytes = modifier === null ? DEFAULT_BYTES : byteCount(modifier);
  if (bytes === null) return complain(session, `Error: bad argument ${modifier}`);
  await printTail(session, name, channel, bytes);
}

function channelNamed(text: string): Channel | null {
  return text === 'stdout' || text === 'stderr' ? text : null;
}

async function printTail(session: Session, name: string, channel: Channel, bytes: number): Promise<void> {
  const method = channel === 'stdout' ? 'supervisor.readProcessStdoutLog' : 'supervisor.readProcessStderrLog';
  await reportingFaults(session, faultLines(name), async () =>
    say(session, await session.call(method, name, -bytes, 0)),
  );
}

function faultLines(name: string): Readonly<Record<number, string>> {
  return {
    [Fault.NO_FILE]: `${name}: ERROR (no log file)`,
    [Fault.FAILED]: `${name}: ERROR (unknown error reading log)`,
    [Fault.BAD_NAME]: `${name}: ERROR (no such process name)`,
  };
}

function source(name: string, channel: Channel): { path: string; label: string } {
  return { path: `/logtail/${name}/${channel}`, label: name };
}

/** The last word may be the channel of them all. */
async function followSeveral(session: Session, words: readonly string[]): Promise<void> {
  const channel = channelNamed((words.at(-1) ?? '').toLowerCase());
  const names = channel === null ? words : words.slice(0, -1);
  if (names.length > 1 && !(await allKnown(session, names))) return;
  await follow(
    session,
    names.map((name) => source(name, channel ?? 'stdout')),
  );
}

/** Among several, a name that is none would be easily overlooked. */
async function allKnown(session: Session, names: readonly string[]): Promise<boolean> {
  let known = true;
  for (const name of names) {
    const found = await reportingFaults(session, faultLines(name), async () => {
      await session.call('supervisor.getProcessInfo', name);
    });
    known &&= found;
  }
  return known;
}
