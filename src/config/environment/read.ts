import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { constants as system } from 'node:os';
import type { EnvironmentFile, EnvironmentSecret } from '../../model/config.ts';
import { describeErrno, errnoOf } from '../../util/errno.ts';
import { decodeUtf8 } from '../../util/utf8.ts';
import { isDirectory } from '../files.ts';
import { parseDotenv } from './dotenv.ts';

export type Variables = Readonly<Record<string, string>>;

export interface FileProblem {
  readonly file: string;
  /** Null: the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

export interface VariablesRead {
  readonly variables: Variables;
  /** Those that a program is not to have, whatever is said before. */
  readonly removed?: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** An `environment_file`, or a directory of variables, as it is now. */
export function readEnvironmentFile({ path, optional }: EnvironmentFile): VariablesRead {
  if (isDirectory(path)) return readDirectory(path);
  const read = readText(path);
  if ('problem' in read) return unread(path, optional, read);
  const { variables, problems } = parseDotenv(read.text);
  return { variables, problems: problems.map((problem) => ({ file: path, ...problem })) };
}

/** An `environment_secret` as it is now; one line feed at its end is not part of it. */
export function readSecret({ name, path, optional }: EnvironmentSecret): VariablesRead {
  const read = readText(path);
  if ('problem' in read) return unread(path, optional, read);
  if (read.text.includes('\0')) return unread(path, false, { problem: 'it holds a NUL byte, which no variable can' });
  return { variables: { [name]: read.text.replace(/\r?\n$/, '') }, problems: [] };
}

/**
 * As envdir, `chpst -e` and `s6-envdir` read one: a file is a variable, its first line without white space at the end the
 * value, in which a NUL stands for a line feed; an empty file takes the variable away. Names with a dot first are none.
 */
function readDirectory(folder: string): VariablesRead {
  const found = list(folder);
  if ('problem' in found) return unread(folder, false, found);
  const parts = found.names.map((name): VariablesRead => {
    const read = readText(`${folder}/${name}`);
    if ('problem' in read) return unread(`${folder}/${name}`, false, read);
    if (read.text === '') return { variables: {}, removed: [name], problems: [] };
    const [line = ''] = read.text.split('\n', 1);
    return { variables: { [name]: line.replace(/[ \t]+$/, '').replaceAll('\0', '\n') }, problems: [] };
  });
  return {
    variables: Object.assign({}, ...parts.map(({ variables }) => variables)),
    removed: parts.flatMap(({ removed = [] }) => removed),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function list(folder: string): { readonly names: readonly string[] } | Unreadable {
  try {
    return {
      names: readdirSync(folder)
        .filter((name) => !/^\.|=/.test(name))
        .sort(),
    };
  } catch (error) {
    return { problem: `cannot be read: ${describeErrno(errnoOf(error))}` };
  }
}

export function problemText({ file, line, message }: FileProblem): string {
  return line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

interface Unreadable {
  readonly problem: string;
  readonly missing?: boolean;
}

function unread(file: string, optional: boolean, { problem, missing = false }: Unreadable): VariablesRead {
  const problems = missing && optional ? [] : [{ file, line: null, message: problem }];
  return { variables: {}, problems };
}

const MISSING: ReadonlySet<number> = new Set([system.errno.ENOENT, system.errno.ENOTDIR]);

/** More than exec(2) takes anyway. */
const LARGEST = 2 ** 21;

function readText(path: string): { readonly text: string } | Unreadable {
  try {
    const bytes = readBytes(path);
    if (bytes.length > LARGEST) return { problem: `it is larger than ${LARGEST} bytes` };
    const text = decodeUtf8(bytes);
    return text === null ? { problem: 'it holds bytes that are not UTF-8' } : { text };
  } catch (error) {
    const errno = errnoOf(error);
    return { problem: `cannot be read: ${describeErrno(errno)}`, missing: MISSING.has(errno) };
  }
}

/** A FIFO or a device must not keep the daemon waiting, or feed it for ever. */
function readBytes(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.allocUnsafe(LARGEST + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(fd, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}
