import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The first reason why a test cannot run here, or false. Where what can be installed has to be, it runs and fails. */
export function unless(needs: readonly (keyof typeof NEEDS)[]): string | false {
  const installed = process.env.CI === 'true';
  const asked = needs.filter((need) => !installed || need === 'root' || need === 'debian on x64');
  return asked.map((need) => NEEDS[need]()).find((reason) => reason !== false) ?? false;
}

const NEEDS = {
  root: () => process.getuid?.() !== 0 && 'namespaces and other roots are made as root here',
  'debian on x64': () => (process.arch !== 'x64' || !has('apt-get')) && 'packages are fetched from Debian for x64',
  addons: () => !existsSync(join(checkout, 'dist/native/linux-arm64-musl.node')) && 'made by npm run build:addons',
  qemu: () => !has('qemu-aarch64-static') && 'qemu-aarch64-static is not installed (apt-get install qemu-user-static)',
} satisfies Record<string, () => string | false>;

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** A folder that `make` fills once for many runs: what it holds is Debian's and npm's and big. */
export function cached(name: string, make: (folder: string) => void): string {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsupervisord/test');
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, '.making-'));
  try {
    make(making);
    if (!existsSync(folder)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** The packages of npm under `node_modules` of a folder of their own; `force`: those of other systems too. */
export function fromNpm(name: string, version: number | string): string {
  const folder = cached(`${name}@${version}`, (prefix) => {
    must('npm', ['install', '--silent', '--no-save', '--force', '--prefix', prefix, `${name}@${version}`]);
  });
  return join(folder, 'node_modules', name);
}

export function must(file: string, args: readonly string[], cwd?: string): string {
  return execFileSync(file, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
}
