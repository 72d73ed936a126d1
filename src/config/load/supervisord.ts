import type { SupervisordConfig } from '../../model/config.ts';
import { lookUp, type Section } from '../dialect/store.ts';
import { expand, type Names } from '../expand.ts';
import { SUPERVISORD } from '../options/supervisord.ts';
import { environment } from '../types/environment.ts';
import { attempt, fault, type Loading } from './loading.ts';
import { readTable } from './table.ts';

/** `[supervisord]`. Its environment can be named by everything that is read after it. */
export function readSupervisord(loading: Loading): SupervisordConfig {
  const section = supervisordSection(loading);
  const { environment: row, export_environment, export_environment_exclude, ...known } = SUPERVISORD;
  const { subreaper, exit_when_idle, console, shutdown_timeout, ...others } = known;
  const { scene_dir, scene_max, scene_age, scene_sample, ...rows } = others;
  const values = readTable(loading, section, rows, [loading.environ, loading.hereNames]);
  const variables = readEnvironment(loading, section);
  for (const [name, value] of Object.entries(variables)) loading.environ.set(`ENV_${name}`, value);
  const scenes = { scene_dir, scene_max, scene_age, scene_sample };
  const exporting = { export_environment, export_environment_exclude };
  const beyond = { ...exporting, subreaper, exit_when_idle, console, shutdown_timeout, ...scenes };
  const ours = readTable(loading, section, beyond, [loading.environ, loading.hereNames]);
  return { ...values, environment: variables, ...ours };
}

function supervisordSection({ store, ...loading }: Loading): Section {
  const section = store.sections.get('supervisord');
  if (section !== undefined) return section;
  fault({ store, ...loading }, '.ini file does not include supervisord section', { file: loading.file }, HINT);
  return { name: 'supervisord', file: loading.file, line: 0, entries: new Map() };
}

const HINT = 'add a [supervisord] line, even if nothing stands below it';

function readEnvironment(loading: Loading, section: Section): Record<string, string> {
  const text = lookUp(loading.store, section, 'environment')?.value ?? '';
  const own = new Map([
    ['here', loading.here],
    ['host_node_name', loading.machine.hostname],
  ]);
  const names: Names = [own, loading.environ];
  return attempt(loading, section, 'environment', {}, () => environment(expand(text, names, 'environment')));
}
