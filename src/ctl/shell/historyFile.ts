import { readFileSync, writeFileSync } from 'node:fs';

/** Lines of the file, newest first. It need not exist. */
export function readHistory(file: string | null): string[] {
  if (file === null) return [];
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .reverse();
  } catch {
    return []; // the first time there is none, and nobody needs it
  }
}

/** Returns why it could not be written, or null. */
export function writeHistory(file: string, history: readonly string[]): string | null {
  try {
    writeFileSync(
      file,
      [...history]
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
      { mode: 0o600 },
    );
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
