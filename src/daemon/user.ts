import type { Native } from '../native/index.ts';
import { switchTo } from '../process/user.ts';

/** What became of `user` in [supervisord]: messages for the activity log, or why the daemon cannot run as that user. */
export type DaemonUser =
  | { readonly ok: true; readonly criticals: readonly string[]; readonly infos: readonly string[] }
  | { readonly ok: false; readonly error: string };

const RUNNING_AS_ROOT =
  'Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  ' +
  'If you intend to run as root, you can set user=root in the config file to avoid this message.';

/** Becomes the configured user; `uid` null: none is configured. */
export function becomeUser(native: Native, uid: number | null): DaemonUser {
  if (uid === null) return { ok: true, criticals: process.getuid?.() === 0 ? [RUNNING_AS_ROOT] : [], infos: [] };
  const change = switchTo(native, uid);
  if (change.kind === 'refused') return { ok: false, error: change.reason };
  if (change.kind === 'switch') {
    try {
      native.setCredentials(change.credentials);
    } catch (error) {
      return { ok: false, error: `Could not become user ${uid}: ${(error as Error).message}` };
    }
  }
  return { ok: true, criticals: [], infos: [`Set uid to user ${uid} succeeded`] };
}
