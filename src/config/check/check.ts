import { machineOf, type Surroundings } from '../context.ts';
import { createStore, type Touched } from '../dialect/store.ts';
import { environmentNames } from '../expand.ts';
import { readMainFile } from '../load/file.ts';
import { readIncludes } from '../load/includes.ts';
import { type Loading, startLoading } from '../load/loading.ts';
import { readPlugins } from '../load/plugins.ts';
import { interpret } from '../load.ts';
import { readCtl } from '../loadCtl.ts';
import { CTLPLUGIN } from '../options/others.ts';
import { ConfigError, type Problem } from '../problem.ts';
import { type Collector, collectProblems } from './collector.ts';
import { lookAtEnvironmentFiles } from './environmentFiles.ts';
import { lookAtLines } from './lines.ts';
import { lookAtPlugins } from './plugins.ts';
import { lookAtServers } from './servers.ts';
import { lookForUnknown } from './unknown.ts';

/** Everything that is wrong or odd in a configuration, file by file and line by line. Nothing is thrown. */
export function checkConfig(file: string, surroundings: Surroundings): Problem[] {
  const collector = collectProblems();
  const store = createStore();
  const loading: Loading = {
    ...startLoading(file, machineOf(surroundings), store, collector.fault),
    onWarning: collector.add,
  };
  if (readFiles(loading, collector)) lookAtMeaning(loading, collector);
  return collector.sorted();
}

/** False where there is nothing to go on with. */
function readFiles(loading: Loading, collector: Collector): boolean {
  collector.file(loading.file);
  const observer = lookAtLines(loading.file, collector.add);
  const main = readMain(loading, collector, observer);
  if (main === null) return false;
  readIncludes(loading, main, {
    ...observer,
    file: (file) => {
      collector.file(file);
      observer.startFile(file);
    },
    unreadable: (file, section) => {
      const { file: from, line, name } = section;
      const message = `the included file ${file} cannot be read and is passed over`;
      collector.add({ severity: 'warning', file: from, line, section: name, key: 'files', message, hint: null });
    },
  });
  return true;
}

function readMain(loading: Loading, collector: Collector, observer: ReturnType<typeof lookAtLines>): Touched | null {
  try {
    return readMainFile(loading.store, loading.file, loading.machine.cwd, observer);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    collector.fault(error);
    const sections = new Set(loading.store.sections.values());
    return sections.size === 0 ? null : { sections, defaults: true };
  }
}

function lookAtMeaning(loading: Loading, collector: Collector): void {
  lookForUnknown(loading, collector.add);
  const config = interpret(loading);
  lookAtServers(loading, config.servers, collector.add);
  lookAtPlugins(loading, config, collector.add);
  lookAtEnvironmentFiles(loading, collector.add);
  checkCtl({ ...loading, environ: environmentNames(loading.machine.env) });
}

/** A file may be for the daemon alone, so the section may be missing. */
function checkCtl(loading: Loading): void {
  if (loading.store.sections.has('supervisorctl')) readCtl(loading);
  readPlugins(loading, 'ctlplugin:', CTLPLUGIN, [loading.environ]);
}
