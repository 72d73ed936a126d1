import { hostname } from 'node:os';
import type { Surroundings } from './context.ts';
import type { Lookups } from './lookups.ts';

/** The surroundings of this very process. */
export function processSurroundings(lookups: Lookups): Surroundings {
  return { env: process.env, cwd: process.cwd(), lookups, hostname: hostname(), uid: process.getuid?.() ?? -1 };
}
