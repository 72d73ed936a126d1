import type { Config } from '../../model/config.ts';
import { factoryIn, forgotDot, type ModuleFactory } from '../../util/factory.ts';
import { environmentNames } from '../expand.ts';
import { type Loading, placeOf } from '../load/loading.ts';
import { readPlugins } from '../load/plugins.ts';
import { EVENTLISTENER } from '../options/listeners.ts';
import { CTLPLUGIN, RPCINTERFACE } from '../options/others.ts';
import type { Problem, Severity } from '../problem.ts';
import { whatIsWrong } from './module.ts';

/** A key that names a factory, and what becomes of one that is not to be had. */
interface Kind {
  readonly key: string;
  readonly builtIn: readonly unknown[];
  /** Of a JavaScript file that is not there. */
  readonly severity: Severity;
  readonly withoutPython: string;
  readonly withoutModule: string;
}

const INTERFACE: Kind = {
  key: 'supervisor.rpcinterface_factory',
  builtIn: [
    RPCINTERFACE['supervisor.rpcinterface_factory'].sample,
    'supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface',
  ],
  severity: 'error',
  withoutPython: 'its RPC methods are missing; take the section out if nothing calls them',
  withoutModule: 'the daemon does not start without it',
};

const HANDLER: Kind = {
  key: 'result_handler',
  builtIn: [EVENTLISTENER.result_handler.default, 'supervisor_stdout:event_handler'],
  severity: 'warning',
  withoutPython: 'results are judged by the default handler: OK is fine, FAIL is not',
  withoutModule: 'no event is ever accepted without it',
};

const COMMANDS: Kind = {
  key: 'supervisor.ctl_factory',
  builtIn: [],
  severity: 'warning',
  withoutPython: 'its commands are missing in supervisorctl',
  withoutModule: 'its commands are missing in tsupervisorctl',
};

/** Factories that a section asks for and that are not to be had: Python code, and JavaScript that is not there. */
export function lookAtPlugins(loading: Loading, config: Config, add: (problem: Problem) => void): void {
  const look = (kind: Kind, section: string, factory: string): void => {
    const problem = kind.builtIn.includes(factory) ? null : problemOf(kind, config.file, factory);
    if (problem !== null) add({ ...placeIn(loading, section, kind.key), ...problem });
  };
  for (const { name, factory } of config.rpcinterfaces) look(INTERFACE, `rpcinterface:${name}`, factory);
  for (const group of config.groups) {
    if (group.kind === 'eventlistener') look(HANDLER, `eventlistener:${group.name}`, group.result_handler);
  }
  for (const { name, factory } of readPlugins(loading, 'ctlplugin:', CTLPLUGIN, [
    environmentNames(loading.machine.env),
  ])) {
    look(COMMANDS, `ctlplugin:${name}`, factory);
  }
}

type Found = Pick<Problem, 'severity' | 'message' | 'hint'>;

function problemOf(kind: Kind, configFile: string, factory: string): Found | null {
  const parsed = factoryIn(configFile, factory);
  if (parsed.kind === 'module') return moduleProblem(kind, parsed);
  const message = `the Python plug-in ${factory} cannot run in this daemon`;
  const hint = forgotDot(parsed) ? `a JavaScript file is written ./${factory}` : kind.withoutPython;
  return { severity: 'warning', message, hint };
}

function moduleProblem({ severity, withoutModule }: Kind, factory: ModuleFactory): Found | null {
  const message = whatIsWrong(factory);
  return message === null ? null : { severity, message, hint: withoutModule };
}

function placeIn(loading: Loading, section: string, key: string) {
  const known = loading.store.sections.get(section);
  return known === undefined ? { file: null, line: null, section, key } : placeOf(loading, known, key);
}
