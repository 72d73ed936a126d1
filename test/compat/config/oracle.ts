import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./oracle.py', import.meta.url));
const PYTHON = '/usr/bin/python3';
/** Folder of a Supervisor to ask instead of the installed one. */
const OTHER = process.env.SUPERVISOR_SOURCE === undefined ? [] : [process.env.SUPERVISOR_SOURCE];

export interface Question {
  readonly ask: 'version' | 'parse' | 'format' | 'shlex' | 'glob' | 'fnmatch' | 'getopt' | 'convert' | 'config' | 'ctl';
  readonly [key: string]: unknown;
}

/** Reason to skip where the reference is not installed, else false. */
export const noOracle: string | false =
  spawnSync(PYTHON, ['-c', 'import supervisor.options']).status === 0
    ? false
    : 'Python Supervisor is not installed (apt-get install supervisor)';

/** Puts questions to Python and to the reference, all of them to one process. */
export function askPython(questions: readonly Question[], env: NodeJS.ProcessEnv = process.env): unknown[] {
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, ...OTHER], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
  return JSON.parse(stdout);
}
