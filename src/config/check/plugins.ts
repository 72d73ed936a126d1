import type { Config } from '../../model/config.ts';
import { lookUp, sectionsStarting } from '../dialect/store.ts';
import { type Loading, placeOf } from '../load/loading.ts';
import { EVENTLISTENER } from '../options/listeners.ts';
import { RPCINTERFACE } from '../options/others.ts';
import type { Problem } from '../problem.ts';

/** The one interface factory that is built in. */
const MAIN_INTERFACE = RPCINTERFACE['supervisor.rpcinterface_factory'].sample;

/** Python code that a section asks for and that cannot run here. */
export function lookAtPlugins(loading: Loading, config: Config, add: (problem: Problem) => void): void {
  for (const { name, factory } of config.rpcinterfaces) {
    if (factory === MAIN_INTERFACE) continue;
    const hint = 'its RPC methods are missing; take the section out if nothing calls them';
    add(cannotRun(loading, `rpcinterface:${name}`, 'supervisor.rpcinterface_factory', factory, hint));
  }
  for (const group of config.groups) {
    if (group.kind !== 'eventlistener' || group.result_handler === EVENTLISTENER.result_handler.default) continue;
    const hint = 'results are judged by the default handler: OK is fine, FAIL is not';
    add(cannotRun(loading, `eventlistener:${group.name}`, 'result_handler', group.result_handler, hint));
  }
  for (const { name } of sectionsStarting(loading.store, 'ctlplugin:')) {
    const key = 'supervisor.ctl_factory';
    const section = loading.store.sections.get(name);
    const factory = section === undefined ? undefined : lookUp(loading.store, section, key)?.value;
    if (factory !== undefined) add(cannotRun(loading, name, key, factory, 'its commands are missing in supervisorctl'));
  }
}

function cannotRun(loading: Loading, section: string, key: string, factory: string, hint: string): Problem {
  const known = loading.store.sections.get(section);
  const place = known === undefined ? { file: null, line: null, section, key } : placeOf(loading, known, key);
  return { ...place, severity: 'warning', message: `the Python plug-in ${factory} cannot run in this daemon`, hint };
}
