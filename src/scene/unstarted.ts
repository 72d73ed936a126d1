import type { Cause } from './cause.ts';
import type { Scene } from './record.ts';

/** No process could be made at all; the reference's words for that say little. */
export function spawnCause(scene: Scene): Cause | null {
  const { kind, spawnError = '' } = scene;
  if (kind !== 'spawn') return null;
  for (const { pattern, sentence, advice } of SPAWN_ERRORS) {
    const match = pattern.exec(spawnError);
    if (match !== null) return { sentence: sentence(match[1] ?? '', scene), advice: advice === '' ? [] : [advice] };
  }
  return { sentence: `No process could be made: ${spawnError}.`, advice: [] };
}

interface SpawnError {
  readonly pattern: RegExp;
  readonly sentence: (found: string, scene: Scene) => string;
  readonly advice: string;
}

const SPAWN_ERRORS: readonly SpawnError[] = [
  {
    // Init mode's own words, which say what to do.
    pattern: /^cannot run (.*)$/s,
    sentence: (what) => `It could not be run: ${what}`,
    advice: '',
  },
  {
    pattern: /^can't find command '(.*)'$/,
    sentence: (file, { environment }) =>
      file.includes('/')
        ? `Command not found (127): there is no file ${file}.`
        : `Command not found (127): no directory of PATH has a program '${file}' (PATH=${environment.PATH ?? ''}).`,
    advice: "See whether it is installed, and written as in a shell; a shell's own words need sh -c '…'.",
  },
  {
    pattern: /^command at '(.*)' is a directory$/,
    sentence: (file) => `${file} is a directory, not a program (126).`,
    advice: "Look at 'command' in its section.",
  },
  {
    pattern: /^command at '(.*)' is not executable$/,
    sentence: (file) => `${file} is there, but it is not executable (126).`,
    advice: "Make it so with 'chmod +x', or call its interpreter: command=sh FILE.",
  },
  {
    pattern: /^no permission to run command '(.*)'$/,
    sentence: (file) => `Permission denied (126): the daemon's user may not run ${file}.`,
    advice: "See its mode and those of the directories above it (ls -l, namei -l), and whether it is mounted 'noexec'.",
  },
  {
    pattern: /^can't parse command (.*)$/,
    sentence: (why) => `Its command cannot be taken apart into words: ${why}.`,
    advice: 'Look for a quote without its other half.',
  },
  {
    pattern: /^too many open files to spawn/,
    sentence: () => 'The daemon has no file descriptors left for one more program.',
    advice: "Raise 'minfds' in [supervisord] and the container's own limit (--ulimit nofile).",
  },
  {
    pattern: /^Too many processes/,
    sentence: () => 'There may be no more processes here.',
    advice: "See the limit of processes ('ulimit -u') and the container's (--pids-limit).",
  },
  {
    pattern: /cannot allocate memory|ENOMEM/i,
    sentence: () => 'There was no memory for one more process.',
    advice: 'Give the container more memory.',
  },
];

/** A process was made, but it could not become the program: it says so itself, and exits with 127. */
export function setUpCause(scene: Scene): Cause | null {
  const { exit, stdout, stderr } = scene;
  if (exit?.code !== 127) return null;
  for (const { text } of [...stdout.lines, ...stderr.lines].reverse()) {
    const [, what = '', code = ''] = /^supervisor: couldn't (.*): ([A-Z0-9]+|[^:]+)$/.exec(text) ?? [];
    const found = SET_UP.find(({ pattern }) => pattern.test(what));
    if (found !== undefined) return { sentence: found.sentence(what, code, scene), advice: [found.advice] };
  }
  return null;
}

interface SetUp {
  readonly pattern: RegExp;
  readonly sentence: (what: string, code: string, scene: Scene) => string;
  readonly advice: string;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  ENOTDIR: 'it is not a directory',
  ENOEXEC: 'it is not a program for this machine, or a script without a #! line',
  EPERM: 'not permitted',
  ETXTBSY: 'somebody is writing to it',
  E2BIG: 'its arguments and environment are too large',
};

const SET_UP: readonly SetUp[] = [
  {
    pattern: /^chdir to /,
    sentence: (what, code, { user }) =>
      `It could not change to its directory ${what.slice('chdir to '.length)}, as user ${user}: ${WORDS[code] ?? code}.`,
    advice: "Make the directory, or look at 'directory' and at who may enter it.",
  },
  {
    pattern: /^setuid to /,
    sentence: (what, code) => `It could not become user ${what.slice('setuid to '.length)}: ${WORDS[code] ?? code}.`,
    advice: "Only root can do that; see whether the user exists (id USER), or leave 'user' out.",
  },
  {
    pattern: /^exec /,
    sentence: (what, code) =>
      code === 'ENOENT'
        ? `${what.slice('exec '.length)} is there, but what it needs to run (its interpreter or loader) is not.`
        : `${what.slice('exec '.length)} could not be run: ${WORDS[code] ?? code}.`,
    advice:
      'See its first line (head -1), whether its kind fits this system (file PROGRAM), and who may run it (ls -l).',
  },
  {
    pattern: /^set /,
    sentence: (what, code) => `Its process could not be set up: ${what}: ${WORDS[code] ?? code}.`,
    advice: 'Look at the options of its section that ask for that.',
  },
];
