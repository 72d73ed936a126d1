import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleImage } from '../images.ts';
import { command } from '../podman.ts';

const here = dirname(fileURLToPath(import.meta.url));
const example = join(here, '../../../examples/spring-boot-sshd');

export interface SpringBoot {
  readonly image: string;
  /** The private key of the user `dev`. */
  readonly key: string;
  /** A variant of the example's configuration, as an option of `podman run`. */
  configured(change: (config: string) => string): string;
  remove(): void;
}

/** The image of examples/spring-boot-sshd with a small application in the place of the user's. */
export async function springBoot(): Promise<SpringBoot> {
  const dir = mkdtempSync(join(tmpdir(), 'tsv-spring-'));
  const key = join(dir, 'key');
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const image = await exampleImage('spring-boot-sshd', {
    authorized_keys: readFileSync(`${key}.pub`),
    'app.jar': await jar(dir),
  });
  let variants = 0;
  return {
    image,
    key,
    configured(change) {
      const file = join(dir, `variant-${variants++}.conf`);
      writeFileSync(file, change(readFileSync(join(example, 'supervisord.conf'), 'utf8')));
      return `--volume=${file}:/etc/supervisord.conf:ro`;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

async function jar(dir: string): Promise<Buffer> {
  cpSync(join(here, 'App.java'), join(dir, 'App.java'));
  await must('javac', ['--release', '17', '-d', join(dir, 'classes'), join(dir, 'App.java')]);
  await must('jar', [
    '--create',
    '--file',
    join(dir, 'app.jar'),
    '--main-class',
    'App',
    '-C',
    join(dir, 'classes'),
    '.',
  ]);
  return readFileSync(join(dir, 'app.jar'));
}

async function must(file: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await command(file, args);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit status ${status}: ${stderr}`);
}
