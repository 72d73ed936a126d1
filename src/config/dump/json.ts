import type { Config } from '../../model/config.ts';
import type { LoadResult } from '../load.ts';

/** What was understood, for `--dump-config=json`; a configuration that is refused gives its error. */
export function dumpObject(result: LoadResult): Readonly<Record<string, unknown>> {
  if (!result.ok) return { ok: false, error: result.error };
  const { warnings, infos, supervisord, servers, groups, rpcinterfaces, file }: Config = result.config;
  return { ok: true, file, warnings, infos, supervisord, servers, groups, rpcinterfaces };
}

export function dumpJson(result: LoadResult): string {
  return `${JSON.stringify(dumpObject(result), null, 1)}\n`;
}
