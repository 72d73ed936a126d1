import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, must } from './tools.ts';

/** What is in every Debian image and what Node.js is linked to; no package manager, no Perl, no compiler. */
const PACKAGES = [
  ...['base-files', 'dash', 'coreutils', 'libacl1', 'libattr1', 'libgmp10', 'libpcre2-8-0', 'libselinux1'],
  ...['libc6', 'libgcc-s1', 'libstdc++6'],
  // Node.js 26 and newer, where it is nodejs.org's.
  'libatomic1',
];

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nsomeone:x:1000:1000::/home/someone:/bin/sh\n';
const GROUP = 'root:x:0:\nsomeone:x:1000:\n';

/** A bare Debian root, or the one (of debootstrap, say) that TSV_CLEAN_ROOT names. */
export function cleanRoot(): string {
  return process.env.TSV_CLEAN_ROOT ?? cached('root-2', assemble);
}

function assemble(root: string): void {
  const debs = join(root, 'tmp/debs');
  mkdirSync(debs, { recursive: true });
  must('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...PACKAGES], debs);
  for (const deb of readdirSync(debs)) must('dpkg-deb', ['-x', join(debs, deb), root]);
  must('rm', ['-r', debs]);
  for (const each of ['dev', 'etc', 'proc', 'root']) mkdirSync(join(root, each), { recursive: true });
  chmodSync(root, 0o755);
  writeFileSync(join(root, 'etc/passwd'), PASSWD);
  writeFileSync(join(root, 'etc/group'), GROUP);
}

export interface InRoot {
  readonly user: 'root' | 'someone';
  /** Shell text that puts things under "$root" before anything runs there. */
  readonly prepare: string;
  readonly command: readonly string[];
  /** The root file system as a whole can be written: false is a container's `--read-only`. */
  readonly writable?: boolean;
}

/** Runs a command in the clean root: processes, network (none) and files of its own, which are all gone afterwards. */
export async function runInRoot({ user, prepare, command, writable = true }: InRoot): Promise<string> {
  const home = user === 'root' ? '/root' : '/home/someone';
  const inside = ['env', '-i', `HOME=${home}`, 'PATH=/usr/local/bin:/usr/bin:/bin', 'LANG=C.UTF-8', ...command];
  const script = `${MOUNTS}\n${prepare}\n${writable ? '' : READ_ONLY}\nexec chroot --userspec=${USERS[user]} "$root" "$@"`;
  const namespaces = ['--mount', '--pid', '--net', '--ipc', '--fork', '--kill-child'];
  return output('unshare', [...namespaces, 'sh', '-euc', script, 'sh', cleanRoot(), ...inside]);
}

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      [...args],
      { timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`exit status ${error.code}\n${stdout}\n${stderr}`));
        else resolve(stdout);
      },
    );
  });
}

const USERS = { root: '0:0', someone: '1000:1000' };

/** What is written goes to memory that ends with the namespace. */
const MOUNTS = `
below=$1
shift
mount -t tmpfs tmpfs /mnt
mkdir /mnt/above /mnt/work /mnt/root
root=/mnt/root
mount -t overlay -o lowerdir="$below",upperdir=/mnt/above,workdir=/mnt/work overlay $root
mount -t proc proc $root/proc
mount -t tmpfs tmpfs $root/dev
for device in null zero full random urandom tty; do
  : >$root/dev/$device
  mount --bind /dev/$device $root/dev/$device
done
ln -s /proc/self/fd $root/dev/fd
mkdir -p $root/tmp $root/home/someone
chmod 1777 $root/tmp
chown 1000:1000 $root/home/someone`;

const READ_ONLY = 'mount -o remount,ro,bind $root && mount -o remount,ro $root/dev';
