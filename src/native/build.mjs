/**
 * Compiles the addon with the C compiler alone: `node src/native/build.mjs`.
 *
 * Cross-compiling: addons.mjs. Headers are the same for every target, because Node-API and libuv's poll are.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = dirname(fileURLToPath(import.meta.url));
export const OUT_DIR = join(SOURCE, '../../dist/native');
const FLAGS =
  '-O2 -s -fPIC -shared -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -fvisibility=hidden -fno-strict-aliasing -Wl,-z,relro,-z,now';

/**
 * @param {{ outDir?: string, cc?: string, target?: string }} [options] `outDir`: default dist/native. `cc`: compiler, may
 *   carry flags; default $CC, else `cc`. `target`: `linux-<arch>-<glibc|musl>`; default this machine's.
 * @returns {string} path of the addon; nothing is compiled if it is newer than everything it is made of.
 */
export function buildNative({ outDir = OUT_DIR, cc = process.env.CC || 'cc', target = ownTarget() } = {}) {
  const output = join(outDir, `${target}.node`);
  const inputs = readdirSync(SOURCE)
    .filter((name) => /\.[ch]$|^build\.mjs$/.test(name))
    .map((name) => join(SOURCE, name));
  if (isNewer(output, inputs)) return output;
  mkdirSync(outDir, { recursive: true });
  compile(
    cc,
    inputs.filter((name) => name.endsWith('.c')),
    output,
  );
  return output;
}

/** Slow, but sure: the host's libc as Node itself reports it. */
export function ownTarget() {
  const header = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport()).header;
  return `linux-${process.arch}-${header.glibcVersionRuntime ? 'glibc' : 'musl'}`;
}

function isNewer(output, inputs) {
  if (!existsSync(output)) return false;
  const built = statSync(output).mtimeMs;
  return inputs.every((input) => statSync(input).mtimeMs < built);
}

/** Written beside and renamed: several test runs may build at once, and a process may have the old one mapped. */
function compile(cc, sources, output) {
  const [command, ...ccFlags] = cc.split(/\s+/).filter(Boolean);
  const temporary = `${output}.${process.pid}`;
  const args = [...FLAGS.split(' '), ...ccFlags, `-I${headers()}`, ...sources, '-o', temporary];
  try {
    execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? 'not found; install a C compiler or name one in CC' : 'see its messages above';
    throw new Error(`cannot compile the native addon with ${cc}: ${reason}`);
  }
  renameSync(temporary, output);
}

function headers() {
  const found = headerFolders().find(hasHeaders) ?? (download() || undefined);
  if (found) return found;
  throw new Error(
    'cannot compile the native addon: node_api.h and uv.h not found. Looked in ' +
      `${headerFolders().join(', ')}. Set npm_config_nodedir to a Node.js installation that has include/node.`,
  );
}

const hasHeaders = (folder) => ['node_api.h', 'uv.h'].every((name) => existsSync(join(folder, name)));

const gypCache = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'node-gyp', process.versions.node, 'include/node');

function headerFolders() {
  const nodedir = process.env.npm_config_nodedir || npm('config', 'get', 'nodedir');
  return [
    join(dirname(process.execPath), '../include/node'),
    ...(nodedir ? [join(nodedir, 'include/node')] : []),
    '/usr/include/node',
    gypCache(),
  ];
}

/** npm brings node-gyp along, whose `install` fetches the headers of the running version. */
function download() {
  const prefix = npm('root', '-g');
  const script = prefix && join(prefix, 'npm/node_modules/node-gyp/bin/node-gyp.js');
  if (!script || !existsSync(script)) return null;
  try {
    execFileSync(process.execPath, [script, 'install'], { stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    console.error(`node-gyp could not fetch the headers: ${error.message}`);
  }
  return hasHeaders(gypCache()) ? gypCache() : null;
}

/** Empty when npm is not there or has no such value. */
function npm(...args) {
  try {
    const answer = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return answer === 'undefined' || answer === 'null' ? '' : answer;
  } catch {
    return ''; // no npm on this machine: the other places remain
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(buildNative());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
