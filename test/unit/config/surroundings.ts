import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Surroundings } from '../../../src/config/context.ts';
import type { Lookups } from '../../../src/config/lookups.ts';

const USERS = [
  { name: 'root', uid: 0, gid: 0, home: '/root' },
  { name: 'alice', uid: 1000, gid: 100, home: '/home/alice' },
];
const GROUPS = [
  { name: 'root', gid: 0 },
  { name: 'users', gid: 100 },
];

/** A machine with two users. */
export const LOOKUPS: Lookups = {
  userByName: (name) => USERS.find((user) => user.name === name) ?? null,
  userById: (uid) => USERS.find((user) => user.uid === uid) ?? null,
  groupByName: (name) => GROUPS.find((group) => group.name === name) ?? null,
  groupById: (gid) => GROUPS.find((group) => group.gid === gid) ?? null,
};

export function surroundings(env: Readonly<Record<string, string>> = {}): Surroundings {
  return { env: { HOME: '/root', ...env }, cwd: '/', lookups: LOOKUPS, hostname: 'host', uid: 0 };
}

/** Writes files into a folder of the test's own; the first one's path comes back. */
export function write(t: TestContext, files: Readonly<Record<string, string>> | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const named = typeof files === 'string' ? { 'supervisord.conf': files } : files;
  for (const [name, text] of Object.entries(named)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(named)[0] ?? '');
}
