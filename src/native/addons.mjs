/**
 * Compiles the addon for every system that the package serves without a compiler: `npm run build:addons`. Made for
 * Debian and its cross compilers; fails, with what to install, if one of the addons cannot be made.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildNative, ownTarget } from './build.mjs';
import { muslHeaders } from './muslHeaders.mjs';

const COMPILERS = {
  x64: { command: 'x86_64-linux-gnu-gcc', package: 'gcc-x86-64-linux-gnu', flags: '' },
  // Without calls into libgcc, which is not linked where the C library is musl.
  arm64: { command: 'aarch64-linux-gnu-gcc', package: 'gcc-aarch64-linux-gnu', flags: '-mno-outline-atomics' },
};

export const TARGETS = Object.keys(COMPILERS).flatMap((arch) =>
  ['glibc', 'musl'].map((libc) => ({ arch, libc, name: `linux-${arch}-${libc}` })),
);

/** @param {{ outDir?: string }} [options] as for buildNative. */
export function buildAddons(options = {}) {
  const failed = TARGETS.flatMap((target) => {
    try {
      console.log(buildNative({ ...options, ...compiler(target), target: target.name }));
      return [];
    } catch (error) {
      return [`${target.name}: ${error.message}`];
    }
  });
  if (failed.length > 0) throw new Error(`not every addon could be made:\n${failed.join('\n')}`);
}

function compiler({ arch, libc, name }) {
  if (name === ownTarget()) return {};
  const { command, flags, ...names } = COMPILERS[arch];
  const headers = run(command, ['-print-file-name=include'], names.package);
  return { cc: `${command} ${flags} ${libc === 'musl' ? muslFlags(arch, headers) : ''}` };
}

/**
 * The same compiler with musl's headers. Nothing is linked: what the addon needs of the C library is in the process that
 * loads it, like Node-API and libuv.
 */
function muslFlags(arch, compilersOwnHeaders) {
  return `-nostdinc -isystem ${muslHeaders(arch)} -isystem ${compilersOwnHeaders} -nostdlib`;
}

function run(command, args, debianPackage) {
  try {
    return execFileSync(command, args, { encoding: 'utf8' }).trim();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`${command} is not installed (apt-get install ${debianPackage})`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    buildAddons();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
