/**
 * What `npm install` of the package runs: nothing to do where one of the addons in it fits; else it is compiled here.
 * A checkout has none yet: `npm run build` makes it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildNative, OUT_DIR, ownTarget } from './build.mjs';

const addon = join(OUT_DIR, `${ownTarget()}.node`);
if (existsSync(OUT_DIR) && !existsSync(addon)) {
  console.error(`tsupervisord: no ready-made addon for ${ownTarget()}, compiling it`);
  try {
    buildNative();
  } catch (error) {
    console.error(`tsupervisord: ${error.message}`);
    process.exitCode = 1;
  }
}
