import { execFileSync, spawnSync } from 'node:child_process';
import { noNamespace } from './pidNamespace.ts';

/**
 * What goes before the daemon in a mount and a network namespace of its own: a copy of /etc, empty /run and /var/log with
 * the owners that the packages gave, and a loopback interface. `prepare` are shell commands that are run then.
 */
export function shelter(prepare = ''): string[] {
  return ['--mount', '--net', 'sh', '-c', `${SHELTER}${prepare}\nexec "$@"`, 'sh'];
}

const SHELTER = `set -e
cp -a /etc {dir}/etc && mount --bind {dir}/etc /etc
mount -t tmpfs tmpfs /run
mkdir {dir}/log
for place in /var/log/*/; do
  mkdir -p "{dir}/log/$(basename "$place")" && chown --reference="$place" "{dir}/log/$(basename "$place")"
done
mount --bind {dir}/log /var/log
ip link set lo up
`;

/** Runs a command in the shelter; its output, or null where it failed. */
export type Inside = (script: string) => string | null;

export function insideOf(pid: number): Inside {
  return (script) => {
    const { status, stdout } = spawnSync('nsenter', ['-t', String(pid), '-m', '-n', '-p', 'sh', '-c', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    return status === 0 ? stdout : null;
  };
}

/** Why there can be no shelter here, or false. */
export const noShelter: string | false = noNamespace || reasonAgainst();

function reasonAgainst(): string | false {
  try {
    execFileSync('unshare', ['--mount', '--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return false;
  } catch (error) {
    return `no mount and network namespaces here: ${error instanceof Error ? error.message : String(error)}`;
  }
}
