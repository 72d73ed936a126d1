import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildAny, withPackages } from '../images.ts';

const here = dirname(fileURLToPath(import.meta.url));
const example = readFileSync(join(here, '../../../examples/moving-in/Dockerfile'), 'utf8');

/** The stage that goes on top of a Dockerfile, and the line that takes the place of Supervisor. */
export const RECIPE = {
  stage: cut(/^FROM node:[\s\S]*?done\n/m),
  line: cut(/^COPY --from=.*\n/m),
};

/** No index of Python's packages can be reached from here: Debian's package where pip would put it. */
const PIP = /^RUN pip install .*supervisor$/m;
const AS_PIP =
  'RUN apt-get install -y --no-install-recommends supervisor && mv /usr/bin/supervisord /usr/bin/supervisorctl /usr/local/bin/';

export interface Swap {
  /** The folder beside this file. */
  readonly folder: string;
  /** Supervisor's package stays, for what else is in it: Python's modules for listeners, the script in /etc/init.d. */
  readonly keeps?: boolean;
}

/** What the trials have from Debian. */
export const SERVICES = ['nginx-light', 'php-fpm', 'redis-server', 'cron', 'openssh-server', 'rsyslog'];

/** The image as its Dockerfile says, with Supervisor. */
export async function before({ folder }: Swap): Promise<string> {
  const text = readFileSync(join(here, folder, 'Dockerfile'), 'utf8').replace(PIP, AS_PIP);
  return buildAny(`moving-in-before/${folder.toLowerCase()}`, text, fillFrom(folder), await withSupervisor());
}

/** The image after the swap that README asks for. */
export async function after(swap: Swap): Promise<string> {
  const { folder, keeps } = swap;
  const text = swapped(readFileSync(join(here, folder, 'Dockerfile'), 'utf8'), swap);
  const debian = keeps ? await withSupervisor() : await withServices();
  return build(`moving-in-after/${folder.toLowerCase()}`, text, fillFrom(folder), debian);
}

const withServices = (): Promise<string> => withPackages('services', SERVICES);

const withSupervisor = async (): Promise<string> =>
  withPackages('services-supervisor', ['supervisor'], await withServices());

export function swapped(dockerfile: string, { keeps = false }: Pick<Swap, 'keeps'>): string {
  const without = keeps ? dockerfile : dockerfile.replace(PIP, '').replace(/ +supervisor(?= |$| \\)/gm, '');
  const tidy = without.replace(/^ *\\\n/gm, '').replace(/\\\n *\\\n/g, '\\\n');
  return `${RECIPE.stage}\n${tidy.replace(/^(RUN [\s\S]*?apt-get install[\s\S]*?[^\\]\n)/m, `$1${RECIPE.line}`)}`;
}

const fillFrom = (folder: string) => (context: string) => cpSync(join(here, folder), context, { recursive: true });

function cut(pattern: RegExp): string {
  const [text] = pattern.exec(example) ?? [];
  if (text === undefined) throw new Error(`examples/moving-in/Dockerfile has no ${pattern}`);
  return text;
}
