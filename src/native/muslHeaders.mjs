/** Where musl's headers for an architecture are; fetched from Debian once, because those of others cannot be installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const MACHINES = {
  x64: { triple: 'x86_64-linux-musl', debian: 'amd64' },
  arm64: { triple: 'aarch64-linux-musl', debian: 'arm64' },
};

/** @returns {string} the folder for `-isystem`. */
export function muslHeaders(arch) {
  return join(muslRoot(arch), 'usr/include', MACHINES[arch].triple);
}

/** @returns {string} the root under which Debian's packages musl-dev and musl for `arch` are unpacked. */
export function muslRoot(arch) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsupervisord/musl', arch);
  return ['/', cache].find((root) => isComplete(root, arch)) ?? fetch(arch, cache);
}

const isComplete = (root, arch) => existsSync(join(root, 'usr/include', MACHINES[arch].triple, 'bits/alltypes.h'));

/** With lists of its own, so that the machine's settings for packages stay as they are. */
function fetch(arch, cache) {
  const folder = mkdtempSync(join(tmpdir(), 'tsupervisord-musl-'));
  try {
    const options = aptOptions(folder, MACHINES[arch].debian);
    run('apt-get', ['-qq', ...options, 'update'], folder);
    run('apt-get', ['-qq', ...options, 'download', 'musl', 'musl-dev'], folder);
    const root = join(folder, 'root');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
      run('dpkg-deb', ['-x', file, root], folder);
    mkdirSync(join(cache, '..'), { recursive: true });
    rmSync(cache, { recursive: true, force: true });
    run('cp', ['-a', root, cache], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return cache;
}

function aptOptions(folder, architecture) {
  for (const each of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  return [
    `APT::Architecture=${architecture}`,
    `APT::Architectures::=${architecture}`,
    `Dir::State::Lists=${folder}/lists`,
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}`,
    'Acquire::Languages=none',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'not found' : error.stderr;
    throw new Error(`cannot fetch musl's headers, Debian's package musl-dev: ${command}: ${reason}`);
  }
}
