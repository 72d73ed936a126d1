/** `npm run docs`: writes the reference that is committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceFiles } from './reference.ts';

const FOLDER = fileURLToPath(new URL('../../examples/reference', import.meta.url));

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(await referenceFiles())) writeFileSync(join(FOLDER, name), text);
