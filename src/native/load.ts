import { existsSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executable } from '../util/executable.ts';

/** Loads the addon that fits this machine. Nothing works without it: else says what was looked for, what to do, and exits. */
export function loadAddon(): unknown {
  try {
    return load();
  } catch (error) {
    // Uncaught, it would print a whole bundle along with itself.
    writeSync(2, `Error: ${error instanceof Error ? error.message : error}\n`);
    return process.exit(1);
  }
}

function load(): unknown {
  const self = executable();
  if (self !== null) return self.loadAddon();
  const file = addonFile();
  const module = { exports: {} };
  try {
    process.dlopen(module, file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot load the native addon ${file}: ${reason}. ${remedy()}`, { cause });
  }
  return module.exports;
}

export function addonFile(): string {
  const folder = addonFolder(ownFolder());
  const file = join(folder, addonName());
  if (existsSync(file)) return file;
  throw new Error(`no native addon for this system: ${addonName()} is not in ${folder}. ${remedy()}`);
}

export function addonName(): string {
  return `linux-${process.arch}-${usesMusl() ? 'musl' : 'glibc'}.node`;
}

/** In the bundle (CommonJS) `__dirname` is there; the source, an ES module, has import.meta.url. */
function ownFolder(): string {
  return typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
}

function addonFolder(here: string): string {
  const fromSource = basename(here) === 'native' && basename(dirname(here)) === 'src';
  return join(here, fromSource ? '../../dist/native' : 'native');
}

/** The loader that node itself was linked for is mapped into it; a musl package on a glibc system proves nothing. */
function usesMusl(): boolean {
  try {
    return /\/ld-musl-/.test(readFileSync('/proc/self/maps', 'latin1'));
  } catch {
    return existsSync(`/lib/ld-musl-${MUSL_ARCH[process.arch] ?? process.arch}.so.1`); // no /proc: the next best sign
  }
}

const MUSL_ARCH: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

function remedy(): string {
  return (
    `Reinstall the package, or compile it with \`node ${join(addonFolder(ownFolder()), '../../src/native/build.mjs')}\` ` +
    '(needs a C compiler).'
  );
}
