import { parseInitLine } from '../config/commandline/initLine.ts';
import { useCodeCache } from '../util/codeCache.ts';

/** Each in a file of its own: whoever wants the one never waits for the others. */
const words = process.argv.slice(2);
const init = words[0] === 'convert' ? null : parseInitLine(words, 'tsupervisord');
if (words[0] === 'convert') void import('../convert/main.ts').then(({ main }) => main(words.slice(1), 'tsupervisord'));
else if (init !== null) void import('../init/main.ts').then(({ main }) => main(init));
else {
  useCodeCache(__dirname);
  void import('./daemon.ts');
}
