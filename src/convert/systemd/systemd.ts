import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '../files.ts';
import { type Converted, fitName, lost, newProgram, type Problem } from '../program.ts';
import { convertUnit } from './convertUnit.ts';
import { orderUnits } from './order.ts';
import { expandSpecifiers, unitName } from './specifiers.ts';
import type { Unit } from './unit.ts';
import { readSettings, type Setting, valuesOf } from './unitFile.ts';

/** A .service file with its drop-ins, or all of a directory. */
export function readUnits(path: string): Converted {
  const problems: Problem[] = [];
  const notes = [...NOTES];
  const units = filesOf(path, problems, notes).flatMap((file) => readUnit(file, problems));
  for (const unit of units) convertUnit(unit);
  orderUnits(units);
  return { programs: units.flatMap(({ program, others }) => [program, ...others]), notes, problems };
}

const NOTES = [
  'assumed: programs have the whole environment of the daemon, where systemd starts with next to none; what they print goes ' +
    'to the output of the daemon, as with systemd to its journal.',
];

function filesOf(path: string, problems: Problem[], notes: string[]): string[] {
  const refuse = (message: string) => {
    problems.push({ file: path, line: null, message });
    return [];
  };
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (!path.endsWith('.service')) return refuse('only .service units can be converted; for a timer write schedule=');
    if (/@\.service$/.test(path)) return refuse('a template: name one of its instances, as in NAME@INSTANCE.service');
    return [path];
  }
  const names = readdirSync(path)
    .filter((name) => /\.(service|socket|timer|path|mount|target)$/.test(name))
    .sort();
  const services = names.filter((name) => isUnit(path, name));
  const others = names.filter((name) => !services.includes(name));
  if (others.length > 0) notes.push(`not carried over: ${others.join(', ')} in ${path}`);
  return services.length === 0 ? refuse('no .service unit in it') : services.map((name) => join(path, name));
}

/** Not a template, nor another name for one that is there, nor a link to /dev/null or to nothing. */
function isUnit(folder: string, name: string): boolean {
  if (!name.endsWith('.service') || name.endsWith('@.service')) return false;
  const path = join(folder, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const real = realpathSync(path);
  return basename(real) === name || dirname(real) !== realpathSync(folder);
}

function readUnit(path: string, problems: Problem[]): Unit[] {
  const name = unitName(path);
  const template = join(dirname(path), `${name.prefix}@.service`);
  const file = !existsSync(path) && name.instance !== '' && existsSync(template) ? template : path;
  const settings: Setting[] = [];
  const ignored: Problem[] = [];
  for (const each of [file, ...dropIns(path, template)]) {
    const read = readText(each);
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    const found = readSettings(read.text, each);
    settings.push(...found.settings);
    ignored.push(...found.ignored);
  }
  const program = newProgram(fitName(basename(path, '.service')), file);
  if (!settings.some(({ section }) => section === 'Service')) problems.push(...ignored);
  else for (const each of ignored) lost(program, `${basename(each.file)}:${each.line}: ${each.message}`);
  const expanded = settings.map((setting) => {
    const { text, unknown } = expandSpecifiers(setting.value, name, file);
    for (const each of new Set(unknown)) {
      program.notes.push(
        `not carried over: the specifier ${each} in ${setting.key} (${basename(setting.file)}:${setting.line})`,
      );
    }
    return { ...setting, value: text };
  });
  return [{ name, program, values: valuesOf(expanded), others: [], after: [], problems }];
}

function dropIns(path: string, template: string): string[] {
  return [...new Set([template, path])].flatMap((unit) => {
    const folder = `${unit}.d`;
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith('.conf'));
    return names.sort().map((name) => join(folder, name));
  });
}
