import { chownSync, closeSync, constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Native } from '../native/index.ts';

/** A pseudo-terminal: its two ends, and two descriptors for our end, since reading and writing have different owners. */
export interface Terminal {
  readonly read: number;
  readonly write: number;
  /** The program's end. */
  readonly slave: number;
}

/** Wide enough for the log lines of most programs, which break them at the edge of their terminal. */
const COLUMNS = 132;
const ROWS = 43;

/**
 * Opens a pseudo-terminal for a program that runs as `uid` (null: as the daemon does), or says why there is none.
 * `plain`: output comes as it is written, without carriage returns, and input is not echoed into it. The terminal is as
 * any other one otherwise: line editors look whether it echoes, and do so themselves or not at all.
 */
export function openTerminal(
  native: Pick<Native, 'dup' | 'plainOutput' | 'utf8Input'>,
  uid: number | null,
  plain = false,
): Terminal | { readonly error: string } {
  try {
    const { master, slave, pty } = nodePty().open(COLUMNS, ROWS);
    // The binding's own descriptor is in non-blocking mode, which the program would inherit.
    closeSync(slave);
    const own = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    if (plain) native.plainOutput(own);
    else native.utf8Input(own);
    if (uid !== null && process.getuid?.() === 0) chownSync(pty, uid, -1);
    return { read: master, write: native.dup(master), slave: own };
  } catch (error) {
    return { error: `can't open a pseudo-terminal: ${(error as Error).message}` };
  }
}

interface Binding {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

let loaded: Binding | null = null;

/** The binding of node-pty, without the streams around it. An optional package: most configurations need none. */
function nodePty(): Binding {
  loaded ??= load();
  return loaded;
}

function load(): Binding {
  const here = createRequire(join(ownFolder(), 'terminal.cjs'));
  const reasons: string[] = [];
  try {
    const inside = createRequire(here.resolve('node-pty'));
    for (const file of BINARIES) {
      try {
        return inside(file) as Binding;
      } catch (error) {
        reasons.push((error as Error).message.split('\n', 1)[0] ?? '');
      }
    }
  } catch (error) {
    reasons.push((error as Error).message.split('\n', 1)[0] ?? '');
  }
  throw new Error(
    `the package node-pty is missing (npm install -g node-pty beside tsupervisord): ${reasons.join('; ')}`,
  );
}

/** Where the packages that go by that name have it. */
const BINARIES = [`@lydell/node-pty-linux-${process.arch}/pty.node`, '../build/Release/pty.node'];

/** In the bundle (CommonJS) `__dirname` is there; the source, an ES module, has import.meta.url. */
function ownFolder(): string {
  return typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
}
