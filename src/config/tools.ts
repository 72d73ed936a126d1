import { checkConfig } from './check/check.ts';
import { checkExitCode, renderProblems } from './check/report.ts';
import { helpText } from './commandline/help.ts';
import type { Surroundings } from './context.ts';
import { dumpIni } from './dump/ini.ts';
import { dumpJson } from './dump/json.ts';
import { loadConfig } from './load.ts';

/** What a tool prints, and the exit status that says what came of it. */
export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** `--check`: every problem at once. */
export function check(file: string, strict: boolean, surroundings: Surroundings): ToolResult {
  const problems = checkConfig(file, surroundings);
  return { stdout: renderProblems(problems), stderr: '', status: checkExitCode(problems, strict) };
}

/** `--dump-config`: the configuration as it was understood. */
export function dump(file: string, format: 'ini' | 'json', surroundings: Surroundings): ToolResult {
  const result = loadConfig(file, surroundings);
  if (format === 'json') return { stdout: dumpJson(result), stderr: '', status: result.ok ? 0 : 2 };
  if (!result.ok) return { stdout: '', stderr: `Error: ${result.error}\n`, status: 2 };
  return { stdout: dumpIni(result), stderr: '', status: 0 };
}

/** `--help`. */
export function help(progname: string): ToolResult {
  return { stdout: helpText(progname), stderr: '', status: 0 };
}
