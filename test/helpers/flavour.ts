import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `reference`: Debian's supervisord. `ours`: the daemon that this project builds. */
export type Flavour = 'reference' | 'ours';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const REFERENCE = '/usr/bin/supervisord';

/** With COMPAT_SELF_CHECK=1 the reference plays both parts: every case has to pass then, or it is the case that is wrong. */
export const selfCheck = process.env.COMPAT_SELF_CHECK === '1';

/** The built daemon; OURS names another one. */
export const OURS = process.env.OURS ?? join(ROOT, 'dist', 'tsupervisord.cjs');

export function executable(flavour: Flavour): string {
  if (flavour === 'reference' || selfCheck) return REFERENCE;
  if (!existsSync(OURS)) throw new Error(`${OURS} is missing. Build it first: npm run build`);
  return OURS;
}

/** Why comparing is impossible here, or false. */
export const noReference: string | false = existsSync(REFERENCE)
  ? false
  : `${REFERENCE} is not installed (apt-get install supervisor)`;

/** Why things that need root cannot be seen here, or false. */
export const notRoot: string | false = process.getuid?.() === 0 ? false : 'needs root';

export { ROOT };
