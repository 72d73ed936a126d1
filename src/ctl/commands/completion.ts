import { isShell, type Shell } from '../completion/shells.ts';
import { ExitStatus } from '../exitStatus.ts';
import { pluginCommandNames } from '../plugins/plugins.ts';
import { complain, type Session, say } from '../session.ts';
import { type CompletesNamed, candidates } from '../shell/candidates.ts';
import { namesOf } from './eachName.ts';
import { showHelp } from './help.ts';

/** `completion SHELL`; the scripts themselves ask for `completion candidates ACTION WORD`. */
export async function completion(session: Session, arg: string, completes: CompletesNamed): Promise<void> {
  const [what = '', ...words] = namesOf(arg);
  if (what === 'candidates') return offer(session, completes, words);
  if (isShell(what) && words.length === 0) return print(session, what);
  complain(session, 'Error: completion requires the name of a shell: bash, zsh or fish', ExitStatus.INVALID_ARGS);
  showHelp(session, 'completion');
}

async function print(session: Session, shell: Shell): Promise<void> {
  const { COMPLETION_SCRIPTS } = await import('../completion/scripts.ts');
  session.write(COMPLETION_SCRIPTS[shell]);
}

async function offer(
  session: Session,
  completes: CompletesNamed,
  [action = 'help', word = '']: string[],
): Promise<void> {
  try {
    const processes = () => session.call('supervisor.getAllProcessInfo');
    const more = () => pluginCommandNames(session);
    const kind = await completes(action);
    for (const each of await candidates(kind, word, processes, more)) say(session, each);
  } catch {
    // The tab key offers nothing then: an error message would end up among the words of a command line.
    session.exitStatus = ExitStatus.GENERIC;
  }
}
