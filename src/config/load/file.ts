import { readFileSync } from 'node:fs';
import { decodeText } from '../dialect/decode.ts';
import { type ReaderObserver, readInto } from '../dialect/reader.ts';
import type { Store, Touched } from '../dialect/store.ts';
import { reachable } from '../files.ts';
import { ConfigError, NOWHERE } from '../problem.ts';
import { join } from '../python/paths.ts';

/** Reads the main file into the store. Throws ConfigError; a fault of its lines comes after all of them were read. */
export function readMainFile(store: Store, file: string, cwd: string, observer?: ReaderObserver): Touched {
  const path = join(cwd, file);
  if (!reachable(path)) throw unreadable(`could not find config file ${file}`, file, 'name an existing file with -c');
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(`could not read config file ${file}`, file, reason(error));
  }
  return readInto(store, decodeText(bytes, file), file, observer);
}

/** Reads an included file; one that cannot be opened is passed over, as in the reference, and gives null. */
export function readIncludedFile(store: Store, file: string, observer?: ReaderObserver): Touched | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return null;
  }
  return readInto(store, decodeText(bytes, file), file, observer);
}

function unreadable(message: string, file: string, hint: string): ConfigError {
  return new ConfigError(message, { ...NOWHERE, severity: 'error', file, message, hint });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
