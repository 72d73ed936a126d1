import { readdirSync } from 'node:fs';
import { describeErrno, errnoOf } from '../../util/errno.ts';
import { lookUp, type Section } from '../dialect/store.ts';
import { escapePercent } from '../dump/iniText.ts';
import { exists, isDirectory } from '../files.ts';
import { glob } from '../include/glob.ts';
import { abspath, join } from '../python/paths.ts';
import { compareText } from '../python/text.ts';
import { readService, type Service } from '../services/directory.ts';
import { readLine } from '../services/form.ts';
import { type Loading, placeOf, warn } from './loading.ts';
import { PROGRAM_DEFAULT } from './programDefault.ts';

/** Service directories that `services` of `[include]` names, or that are in a directory that it names, as programs. */
export function readServices(loading: Loading, section: Section, patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const found = glob(pattern).filter(isDirectory).sort(compareText);
    if (found.length === 0) {
      const hint = 'correct the path, or take it out';
      warn(
        loading,
        `No directory matches via include services "${pattern}"`,
        placeOf(loading, section, 'services'),
        hint,
      );
    }
    for (const folder of found) readFolder(loading, section, abspath(folder, loading.machine.cwd));
  }
}

function readFolder(loading: Loading, section: Section, folder: string): void {
  if (exists(join(folder, 'run'))) {
    addService(loading, section, folder.slice(folder.lastIndexOf('/') + 1), folder);
    return;
  }
  for (const name of names(loading, section, folder)) {
    const each = join(folder, name);
    // runsvdir and s6-svscan follow links, and pass over files and names with a dot first.
    if (!name.startsWith('.') && isDirectory(each)) addService(loading, section, name, each);
  }
}

function names(loading: Loading, section: Section, folder: string): string[] {
  try {
    return readdirSync(folder).sort(compareText);
  } catch (error) {
    const message = `the service directories in ${folder} cannot be read: ${describeErrno(errnoOf(error))}`;
    warn(loading, message, placeOf(loading, section, 'services'), 'give the daemon the right to read it');
    return [];
  }
}

/** What a program's name, or a section's, cannot have without meaning something else. */
const UNFIT = /[^\p{L}\p{M}\p{N}_.@+-]/gu;

function addService(loading: Loading, include: Section, name: string, folder: string): void {
  const place = { ...placeOf(loading, include, 'services'), file: folder, line: null };
  const kind = readLine(join(folder, 'type')) ?? 'longrun';
  if (kind !== 'longrun') {
    const hint = 'tsupervisord convert reads the sources of s6-rc';
    warn(loading, `the service ${folder} is passed over: its type is ${kind}`, place, hint);
  } else if (!exists(join(folder, 'run'))) {
    warn(loading, `the service ${folder} is passed over: there is no file run in it`, place, `add ${folder}/run`);
  } else {
    const fit = name.replace(UNFIT, '_');
    const hint = 'rename the directory';
    if (fit !== name)
      warn(loading, `the service ${folder} is called ${fit} here: no program can be called ${name}`, place, hint);
    for (const service of readService(fit, folder)) {
      const other = loading.store.sections.get(`program:${service.name}`)?.entries.get('command')?.file;
      if (other === undefined || !isDirectory(other)) addProgram(loading, service);
      else
        warn(
          loading,
          `the service ${service.folder} is passed over: ${other} has its name, ${service.name}`,
          place,
          hint,
        );
    }
  }
}

/** A section of that name that stands in a file wins, key by key. */
function addProgram(loading: Loading, { name, folder, options, warnings }: Service): void {
  const { sections } = loading.store;
  const title = `program:${name}`;
  const section: Section = sections.get(title) ?? { name: title, file: folder, line: 1, entries: new Map() };
  sections.set(title, section);
  const defaults = sections.get(PROGRAM_DEFAULT);
  for (const [key, text] of Object.entries(options)) {
    if (section.entries.has(key) || isGeneral(key, defaults)) continue;
    if (key.startsWith('stderr_logfile') && isSet('redirect_stderr', section, defaults)) continue;
    const common =
      key === 'depends_on' && defaults !== undefined ? lookUp(loading.store, defaults, key)?.value : undefined;
    const value = escapePercent(text) + (common === undefined || common.trim() === '' ? '' : `, ${common}`);
    section.entries.set(key, { value, file: folder, line: 1 });
  }
  for (const [file, message, hint] of warnings) {
    warn(loading, `${file}: ${message}`, { file, line: null, section: title, key: null }, hint);
  }
}

/** Where output goes is not up to a service: what `[program-default]` says of it counts. */
function isGeneral(key: string, defaults: Section | undefined): boolean {
  return /^(stdout|stderr)_logfile/.test(key) && isSet(key, defaults);
}

function isSet(key: string, ...sections: readonly (Section | undefined)[]): boolean {
  return sections.some((section) => section?.entries.has(key));
}
