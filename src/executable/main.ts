import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { getAsset } from 'node:sea';
import { compileFunction, constants } from 'node:vm';
import { becomeExecutable } from '../util/executable.ts';
import { loadAddon } from './addon.ts';
import { takeNotes } from './notes.ts';

/** Which bundle answers to a name. Any other name, too, means the daemon. */
const COMMANDS: Readonly<Record<string, string>> = {
  tsupervisorctl: 'tsupervisorctl',
  supervisorctl: 'tsupervisorctl',
  echo_tsupervisord_conf: 'echo_tsupervisord_conf',
  echo_supervisord_conf: 'echo_tsupervisord_conf',
  tpidproxy: 'tpidproxy',
  pidproxy: 'tpidproxy',
};

interface Module {
  exports: unknown;
}
const modules = new Map<string, Module>();

/** What does not come with Node.js (node-pty) is looked for in node_modules beside the executable. */
const outside = createRequire(process.execPath);

becomeExecutable({ notes: takeNotes(), loadAddon });
const name = basename(process.argv0);
// The path of the "script": usage texts show its name, and the configuration file is looked for from its folder.
process.argv[1] = process.argv0.includes('/') ? process.argv0 : join(dirname(process.execPath), name);
load(`${COMMANDS[name] ?? 'tsupervisord'}.cjs`);

function load(name: string): unknown {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module: Module = { exports: {} };
  modules.set(name, module);
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  const run = compileFunction(getAsset(name, 'utf8').replace(/^#!.*/, ''), parameters, {
    filename: name,
    // Plug-ins are files of users.
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  run.call(module.exports, module.exports, request, module, process.execPath, dirname(process.execPath));
  return module.exports;
}

function request(name: string): unknown {
  return name.startsWith('./') ? load(name.slice(2)) : outside(name);
}
