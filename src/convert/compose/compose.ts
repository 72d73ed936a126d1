import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDotenv } from '../../config/environment/dotenv.ts';
import { readOptional, readText } from '../files.ts';
import { type Converted, newProgram, type Problem, type Program, type ReaderContext } from '../program.ts';
import { type ComposeFile, readDocument } from './document.ts';
import { extended } from './extend.ts';
import { interpolate } from './interpolate.ts';
import { convertService } from './service.ts';

/** The services of a docker-compose file. */
export function readCompose(path: string, { env }: ReaderContext): Converted {
  const folder = resolve(dirname(path));
  const problems: Problem[] = [];
  const variables = variablesFor(folder, env);
  const loaded = new Map<string, ComposeFile | readonly Problem[]>();
  const load = (file: string) => {
    const known = loaded.get(file) ?? loadFile(file);
    loaded.set(file, known);
    return known;
  };
  const loadFile = (file: string): ComposeFile | readonly Problem[] => {
    const read = readText(file);
    if ('problem' in read) return [read.problem];
    return readDocument(read.text, file, (text, line) => {
      const { text: result, used, errors } = interpolate(text, variables.lookup);
      for (const message of errors) problems.push({ file, line, message });
      for (const each of used) variables.used.set(each[0], each);
      return result;
    });
  };
  const document = load(path);
  if (!('services' in document)) return { programs: [], notes: [], problems: document };
  const programs = [...document.services].map(([name, { fields: own, line }]) => {
    const fields = extended(load, path, own, problems);
    return convertService({ program: newProgram(name, `${path}:${line}`), fields, folder, file: path, problems });
  });
  afterAll(programs);
  return { programs, notes: [...usedNotes(variables.used), ...topNotes(document, path)], problems };
}

function topNotes({ fields }: ComposeFile, path: string): string[] {
  const others = [...fields.keys()].filter((key) => !/^(services|version|name|include|x-.*)$/.test(key));
  const notes = others.length === 0 ? [] : [`${others.join(', ')} at the top of ${path}: the container's own`];
  if (fields.has('include')) notes.push(`include at the top of ${path}: convert those files together with this one`);
  return notes.map((text) => `not carried over: ${text}`);
}

type Used = ReturnType<typeof interpolate>['used'][number];

/** As compose: the environment, then .env beside the file. */
function variablesFor(folder: string, env: ReaderContext['env']) {
  const file = join(folder, '.env');
  const own = existsSync(file) ? parseDotenv(readOptional(file) ?? '').variables : {};
  return { lookup: (name: string) => env[name] ?? own[name], used: new Map<string, Used>() };
}

/** What is set may be a secret, and is in the result already where it is used: its value is not shown. */
const SOURCES: readonly (readonly [Used[2], string])[] = [
  ['missing', 'set nowhere and therefore empty, as it is for compose'],
  ['default', 'its default'],
  ['set', 'what it is now, in the environment or in .env'],
];

function usedNotes(used: ReadonlyMap<string, Used>): string[] {
  return SOURCES.flatMap(([source, what]) => {
    const found = [...used.values()].filter((each) => each[2] === source);
    if (found.length === 0) return [];
    const names = found.map(([name, value]) => (source === 'default' ? `${name} (${JSON.stringify(value)})` : name));
    const first = found[0]?.[0];
    return [`assumed: ${what}: ${names.join(', ')}; %(ENV_${first})s would take it from the environment of the daemon`];
  });
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
