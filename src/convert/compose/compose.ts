import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDotenv } from '../../config/environment/dotenv.ts';
import { readOptional, readText } from '../files.ts';
import { type Converted, newProgram, type Problem, type Program, type ReaderContext } from '../program.ts';
import { readDocument } from './document.ts';
import { interpolate } from './interpolate.ts';
import { convertService } from './service.ts';

/** The services of a docker-compose file. */
export function readCompose(path: string, { env }: ReaderContext): Converted {
  const read = readText(path);
  if ('problem' in read) return nothing([read.problem]);
  const folder = resolve(dirname(path));
  const problems: Problem[] = [];
  const variables = variablesFor(folder, env);
  const document = readDocument(read.text, path, (text, line) => {
    const { text: result, used, errors } = interpolate(text, variables.lookup);
    for (const message of errors) problems.push({ file: path, line, message });
    for (const each of used) variables.used.set(each[0], each);
    return result;
  });
  if (isProblems(document)) return nothing(document);
  const programs = [...document.services].map(([name, { fields, line }]) =>
    convertService({ program: newProgram(name, `${path}:${line}`), fields, folder, file: path, problems }),
  );
  afterAll(programs);
  const notes = [...variables.used.values()].map(usedNote);
  const others = [...document.fields.keys()].filter((key) => !/^(services|version|name|x-.*)$/.test(key));
  if (others.length > 0)
    notes.push(`not carried over: ${others.join(', ')} at the top of ${path}: the container's own`);
  return { programs, notes, problems };
}

function nothing(problems: readonly Problem[]): Converted {
  return { programs: [], notes: [], problems };
}

function isProblems(value: object): value is readonly Problem[] {
  return Array.isArray(value);
}

type Used = ReturnType<typeof interpolate>['used'][number];

/** As compose: the environment, then .env beside the file. */
function variablesFor(folder: string, env: ReaderContext['env']) {
  const file = join(folder, '.env');
  const own = existsSync(file) ? parseDotenv(readOptional(file) ?? '').variables : {};
  return { lookup: (name: string) => env[name] ?? own[name], used: new Map<string, Used>() };
}

function usedNote([name, value, source]: Used): string {
  if (source === 'missing') {
    return `assumed: \${${name}} is set nowhere and therefore empty, as it is for compose; %(ENV_${name})s would take it from the environment of the daemon`;
  }
  // What is set may be a secret, and is in the result already where it is used.
  const from =
    source === 'default' ? `its default, ${JSON.stringify(value)}` : 'what it is now, in the environment or in .env';
  return `assumed: \${${name}} is ${from}; %(ENV_${name})s would take it from the environment of the daemon`;
}

/** What one service says about another. */
function afterAll(programs: readonly Program[]): void {
  const byName = new Map(programs.map((each) => [each.name, each]));
  for (const { options } of programs) {
    for (const part of (options.depends_on ?? '').split(',')) {
      const [name = '', condition] = part.trim().split(':');
      const other = byName.get(name);
      if (other === undefined) continue;
      if (condition === 'done') other.options.type = 'oneshot';
      if (condition === 'healthy' && other.options.health === undefined) {
        options.depends_on = String(options.depends_on).replace(`${name}:healthy`, `${name}:started`);
        if (!other.inactive)
          other.notes.push(
            'assumed: there is no health check of it here; who waits for it to be healthy waits for its start',
          );
      }
    }
  }
}
