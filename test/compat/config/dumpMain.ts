/** `-c FILE`: prints the configuration as --dump-config=json does. For tests and for corpora of configuration files. */

import { dumpJson } from '../../../src/config/dump/json.ts';
import { etcLookups } from '../../../src/config/etcLookups.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { processSurroundings } from '../../../src/config/surroundings.ts';

const file = process.argv[process.argv.indexOf('-c') + 1] ?? '';
process.stdout.write(dumpJson(loadConfig(file, processSurroundings(etcLookups()))));
