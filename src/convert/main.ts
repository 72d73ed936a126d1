import { writeFileSync } from 'node:fs';
import { GetoptError, getopt } from '../config/commandline/getopt.ts';
import { usageError } from '../config/commandline/usage.ts';
import { describeErrno, errnoOf } from '../util/errno.ts';
import { guessInput, type Input } from './guess.ts';
import { joinConverted } from './join.ts';
import { CONVERT_OPTIONS, FORMS, type Form } from './options.ts';
import type { Converted, Problem, Reader } from './program.ts';
import { writeConverted } from './write.ts';

/** What there is to print, and the exit status: 0, or 2 for a bad command line or input. */
export interface ConvertResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** `tsupervisord convert`: from its command line to its exit status. */
export async function main(argv: readonly string[], progname: string): Promise<void> {
  const { stdout, stderr, status } = await convert(argv, progname, process.env);
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exitCode = status;
}

export async function convert(
  argv: readonly string[],
  progname: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConvertResult> {
  const line = readLine(argv);
  if ('error' in line) return failed(usageError(line.error, `${progname} convert`).text);
  if (line.help) return { stdout: (await import('./help.ts')).helpText(progname), stderr: '', status: 0 };
  const { inputs, problems } = inputsOf(line);
  const parts: Converted[] = [{ programs: [], notes: [], problems }];
  for (const { path, form } of inputs) parts.push((await READERS[form]())(path, { env }));
  const all = joinConverted(parts);
  if (all.problems.length > 0) return failed(all.problems.map(problemLine).join(''));
  return deliver(writeConverted(all, line.sectionsOnly), line.output);
}

interface Line {
  readonly paths: readonly string[];
  readonly from: Form | null;
  readonly output: string | null;
  readonly sectionsOnly: boolean;
  readonly help: boolean;
}

function readLine(argv: readonly string[]): Line | { readonly error: string } {
  try {
    const { paths, given } = takeApart(argv);
    const from = given.get('from') ?? null;
    const help = given.has('help');
    if (from !== null && !isForm(from)) return { error: `--from ${from}: ${FORMS.join(', ')} are known` };
    if (paths.length === 0 && !help) return { error: 'convert needs the path of what is to be converted' };
    return { paths, from, output: given.get('output') ?? null, sectionsOnly: given.has('sections'), help };
  } catch (error) {
    if (error instanceof GetoptError) return { error: error.message };
    throw error;
  }
}

/** Options may stand behind paths, too. */
function takeApart(argv: readonly string[]) {
  const given = new Map<string, string>();
  const paths: string[] = [];
  for (let rest = argv; rest.length > 0; ) {
    const { options, positional } = getopt(rest, CONVERT_OPTIONS);
    for (const { option, argument } of options) given.set(option.name, argument);
    const [path, ...others] = positional;
    if (path !== undefined) paths.push(path);
    rest = others;
  }
  return { given, paths };
}

function isForm(word: string): word is Form {
  return (FORMS as readonly string[]).includes(word);
}

function inputsOf({ paths, from }: Line): { inputs: Input[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const inputs = paths.flatMap((path) => {
    const input = from === null ? guessInput(path) : { path, form: from };
    if (input === null) problems.push({ file: path, line: null, message: UNKNOWN });
    return input === null ? [] : [input];
  });
  return { inputs, problems };
}

const UNKNOWN = `there is nothing known under this name; say what it is with --from=${FORMS.join('|')}`;

/** Each in a file of its own, read when it is needed. */
const READERS: Readonly<Record<Form, () => Promise<Reader>>> = {
  procfile: async () => (await import('./procfile.ts')).readProcfile,
  compose: async () => (await import('./compose/compose.ts')).readCompose,
  systemd: async () => (await import('./systemd/systemd.ts')).readUnits,
  runit: async () => (await import('./services/runit.ts')).readRunit,
  s6: async () => (await import('./services/s6.ts')).readS6,
};

function problemLine({ file, line, message }: Problem): string {
  return `Error: ${file}${line === null ? '' : `:${line}`}: ${message}\n`;
}

function deliver(text: string, output: string | null): ConvertResult {
  if (output === null) return { stdout: text, stderr: '', status: 0 };
  try {
    writeFileSync(output, text);
  } catch (error) {
    return failed(`Error: ${output}: cannot be written: ${describeErrno(errnoOf(error))}\n`);
  }
  return { stdout: '', stderr: '', status: 0 };
}

function failed(stderr: string): ConvertResult {
  return { stdout: '', stderr, status: 2 };
}
