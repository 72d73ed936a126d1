import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildNative } from '../../src/native/build.mjs';
import type { SpawnResult, SpawnSpec } from '../../src/native/index.ts';

buildNative();
export const { native } = await import('../../src/native/index.ts');

export const folder = mkdtempSync(join(tmpdir(), 'native-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Waits for a condition, for ten seconds at most. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; !condition(); ) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(5);
  }
}

const statuses = new Map<number, number>();

/** Wait status of a child; the only place in the tests that reaps. */
export async function ended(pid: number | undefined): Promise<number> {
  if (pid === undefined) throw new Error('no child');
  await until(() => {
    for (const child of native.reap()) statuses.set(child.pid, child.status);
    return statuses.has(pid);
  }, `the end of ${pid}`);
  return statuses.get(pid) ?? -1;
}

/** A spec for `sh -c script` with nothing on its descriptors but what `extra` says. */
export function shell(script: string, extra: Partial<SpawnSpec> = {}): SpawnSpec {
  return { file: '/bin/sh', argv: ['sh', '-c', script], envp: [PATH], fds: [], ...extra };
}

/** Runs a child on /dev/null and one pipe, and gives what it wrote. */
export async function output(spec: SpawnSpec): Promise<{ text: string; status: number; result: SpawnResult }> {
  const [read, write] = native.pipe();
  const empty = openSync('/dev/null', 'r');
  const chunks: Buffer[] = [];
  let over = false;
  native.openPump(
    read,
    { kind: 'data' },
    {
      onData: (chunk) => chunks.push(chunk),
      onEnd: () => {
        over = true;
      },
    },
  );
  const result = native.spawn({ ...spec, fds: spec.fds.length > 0 ? spec.fds : [empty, write, write] });
  closeSync(write);
  closeSync(empty);
  const status = await ended(result.pid);
  await until(() => over, 'the end of the output');
  return { text: Buffer.concat(chunks).toString(), status, result };
}
