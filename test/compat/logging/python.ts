import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PYTHON = '/usr/bin/python3';

/** The reason for which nothing can be compared here, or false. */
export const skip = hasReference() ? false : 'the supervisor package for /usr/bin/python3 is not installed';

/** Runs a script of the reference's modules: `data` is its input, what it leaves in `result` the answer, both as JSON. */
export function python<T>(script: string, data: unknown): T {
  const frame = `import json, sys\ndata = json.load(sys.stdin)\n${script}\njson.dump(result, sys.stdout)`;
  return JSON.parse(execFileSync(PYTHON, ['-c', frame], { input: JSON.stringify(data), encoding: 'utf8' })) as T;
}

function hasReference(): boolean {
  if (!existsSync(PYTHON)) return false;
  try {
    execFileSync(PYTHON, ['-c', 'import supervisor.loggers'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no such module
  }
}
