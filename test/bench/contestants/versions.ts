import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function onPath(name: string): string | null {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Of what a command prints: versions stand there, sometimes behind a banner. */
export function lastWord(file: string, ...args: readonly string[]): string {
  return (
    spawnSync(file, [...args], { encoding: 'utf8' })
      .stdout.trim()
      .split(/\s+/)
      .at(-1) ?? ''
  );
}

/** Where only the package knows it. */
export function packageVersion(name: string): string {
  const args = ['--show', `--showformat=\${source:Upstream-Version}`, name];
  return (spawnSync('dpkg-query', args, { encoding: 'utf8' }).stdout ?? '').trim();
}

export function interpreterOf(script: string): string {
  return /^#! *(\S+)/.exec(readFileSync(script, 'latin1'))?.[1] ?? 'python3';
}
