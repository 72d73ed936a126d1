import { dirname, join, resolve } from 'node:path';
import { readOptional } from '../files.ts';
import { assumed, lost, type Program } from '../program.ts';
import { plainScript } from './script.ts';

/** The options of the program itself that do what a plain svlogd in log/run does; false: there is none. */
export function convertLogger(program: Program, folder: string): boolean {
  const text = readOptional(join(folder, 'log', 'run'));
  const words = (text === null ? null : plainScript(text))?.words ?? [];
  const at = words.findIndex((word) => /^(.*\/)?svlogd$/.test(word));
  const options = words.slice(at + 1).filter((word) => word.startsWith('-'));
  const [target, ...more] = words.slice(at + 1).filter((word) => !word.startsWith('-'));
  if (at === -1 || target === undefined || more.length > 0) return false;
  toFile(program, resolve(folder, 'log', target), options);
  if (at > 0) lost(program, `${words.slice(0, at).join(' ')} of log/run: the daemon writes the log`);
  return true;
}

function toFile(program: Program, folder: string, options: readonly string[]): void {
  const { size, files, others } = readConfig(join(folder, 'config'));
  delete program.options.stdout_format;
  Object.assign(program.options, {
    stdout_logfile: join(folder, 'current').replaceAll('%', '%%'),
    stdout_logfile_maxbytes: String(size),
    stdout_logfile_backups: String(files),
  });
  assumed(program, `${dirname(join(folder, 'current'))} exists; rotated files are called current.1 and so on`);
  if (options.some((word) => /^-t+$/.test(word)))
    lost(program, 'the time stamps of svlogd -t in the file; stdout_timestamps has them in stdout_tee');
  const unknown = [...options.filter((word) => !/^-t+$/.test(word)), ...others];
  if (unknown.length > 0) lost(program, `of svlogd: ${unknown.join(', ')}`);
}

/** svlogd(8): a million bytes and ten files, unless its config file says otherwise. */
function readConfig(file: string): { size: number; files: number; others: string[] } {
  const lines = (readOptional(file) ?? '').split('\n').filter((line) => /^[^#\s]/.test(line));
  const number = (letter: string) =>
    lines.map((line) => new RegExp(`^${letter}(\\d+)$`).exec(line)?.[1]).find((each) => each !== undefined);
  return {
    size: Number(number('s') ?? 1_000_000),
    files: Number(number('n') ?? 10),
    others: lines.filter((line) => !/^[sn]\d+$/.test(line)),
  };
}
