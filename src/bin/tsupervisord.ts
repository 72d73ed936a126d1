import { parseInitLine } from '../config/commandline/initLine.ts';
import { useCodeCache } from '../util/codeCache.ts';

/** Each in a file of its own: whoever wants the one never waits for the other. */
const line = parseInitLine(process.argv.slice(2), 'tsupervisord');
if (line === null) {
  useCodeCache(__dirname);
  void import('./daemon.ts');
} else void import('../init/main.ts').then(({ main }) => main(line));
