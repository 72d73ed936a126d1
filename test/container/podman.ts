import { execFile, spawnSync } from 'node:child_process';

/** What the kernel of a small machine grants, and no network: everything is asked from within or through its namespaces. */
const RUN = ['--network=none', '--health-interval=disable', '--ulimit=nofile=1024:20000', '--ulimit=nproc=4096:4096'];
const GLOBAL = ['--runtime=runc', '--cgroup-manager=cgroupfs'];

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why no container can be made here, or false. */
export const noContainers: string | false = whyNot();

function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'containers are made as root here';
  for (const tool of ['podman', 'runc', 'debootstrap']) {
    if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) {
      return `${tool} is not installed (apt-get install podman buildah runc debootstrap)`;
    }
  }
  const { status, stderr } = spawnSync('podman', [...GLOBAL, 'info'], { encoding: 'utf8' });
  return status === 0 ? false : `podman does not work here: ${stderr.trim().slice(-300)}`;
}

/** Podman's answer, whatever its exit status. */
export function podman(args: readonly string[], timeout = 120_000): Promise<Answer> {
  return command('podman', [...GLOBAL, ...args], timeout);
}

/** Fails with what podman said if it did not work. */
export async function mustPodman(args: readonly string[], timeout?: number): Promise<string> {
  const { status, stdout, stderr } = await podman(args, timeout);
  if (status !== 0)
    throw new Error(`podman ${args.join(' ')}: exit status ${status}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  return stdout;
}

export function command(file: string, args: readonly string[], timeout = 120_000): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { timeout, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error?.code ?? 0;
      if (typeof status === 'number') resolve({ status, stdout, stderr });
      else reject(new Error(`${file} ${args.join(' ')}: ${status}\n${stdout}\n${stderr}`));
    });
  });
}

export const runOptions = (...more: readonly string[]): string[] => ['run', ...RUN, ...more];
