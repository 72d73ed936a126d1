import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A factory as it stands in a configuration: a function of a JavaScript file, or of a Python module. */
export type Factory = ModuleFactory | PythonFactory;

export interface ModuleFactory {
  readonly kind: 'module';
  /** Absolute. */
  readonly file: string;
  /** Of the export. */
  readonly name: string;
}

export interface PythonFactory {
  readonly kind: 'python';
  readonly module: string;
  readonly name: string;
}

/**
 * `./file.mjs:function`, `../file.cjs:function` and `/file.js:function` are JavaScript, as seen from the directory of
 * the configuration file; `./file.mjs` alone means its default export. All else is Python, as in the reference.
 */
export function parseFactory(spec: string, directory: string): Factory {
  const text = spec.trim();
  const colon = text.lastIndexOf(':');
  const before = (colon === -1 ? text : text.slice(0, colon)).trimEnd();
  const name = colon === -1 ? '' : text.slice(colon + 1).trimStart();
  if (!/^(\.{0,2}\/)/.test(text)) return { kind: 'python', module: before, name };
  return { kind: 'module', file: resolve(directory, before), name: name === '' ? 'default' : name };
}

/** The same where only the configuration file is known. */
export function factoryIn(configFile: string, spec: string): Factory {
  return parseFactory(spec, dirname(isAbsolute(configFile) ? configFile : resolve(configFile)));
}

/** A Python factory whose module is spelled like a file: the `./` before it was forgotten. */
export function forgotDot({ module }: PythonFactory): boolean {
  return /\.[cm]?js$/.test(module);
}

export type FactoryFunction = (...args: unknown[]) => unknown;

/** Rejects with a FactoryError whose message says what is wrong with the file and what to do. */
export async function loadFactory({ file, name }: ModuleFactory): Promise<FactoryFunction> {
  if (!existsSync(file)) throw new FactoryError(`there is no file ${file}: a relative path starts at ${CONFIG}`);
  const exports = await load(file);
  const found = exportNamed(exports, name);
  if (typeof found === 'function') return found as FactoryFunction;
  if (found !== undefined) throw new FactoryError(`${name} of ${file} is no function but ${describe(found)}`);
  throw new FactoryError(`${file} exports no ${name}${offered(exports)}`);
}

const CONFIG = 'the directory of the configuration file';

/** One of this name, or one of another bundle: `name` tells, `instanceof` does not. */
export class FactoryError extends Error {
  override readonly name = 'FactoryError';
}

type Exports = Readonly<Record<string, unknown>>;

async function load(file: string): Promise<Exports> {
  const { importModule } = await import('./importModule.ts');
  trusting ??= trustExtra(process.env.NODE_EXTRA_CA_CERTS);
  await trusting;
  try {
    return (await importModule(currentUrl(file))) as Exports;
  } catch (error) {
    throw new FactoryError(`${file} cannot be loaded: ${reason(error, file)}`, { cause: error });
  }
}

/** Before the first file is loaded; nothing else here looks at certificates. */
let trusting: Promise<void> | null = null;

async function trustExtra(certificates: string | undefined): Promise<void> {
  if (!certificates) return;
  const { trustExtraCertificates } = await import('./extraCertificates.ts');
  try {
    trustExtraCertificates(certificates);
  } catch (error) {
    // As Node does.
    process.emitWarning(`Ignoring extra certs from \`${certificates}\`, load failed: ${(error as Error).message}`);
  }
}

/** What the files looked like that were loaded first: one that has changed since gets a URL of its own. */
const loaded = new Map<string, string>();

/** Node keeps a module for ever; a daemon that restarts in place is to see what the file says now. */
function currentUrl(file: string): string {
  const { mtimeMs, size } = statSync(file);
  const looks = `${mtimeMs}-${size}`;
  const first = loaded.get(file) ?? looks;
  loaded.set(file, first);
  const url = pathToFileURL(file);
  if (looks !== first) url.search = looks;
  return url.href;
}

/** CommonJS shows some of its exports by name, and all of them as properties of its default export. */
function exportNamed(exports: Exports, name: string): unknown {
  const inner = exports.default;
  const found = Object.hasOwn(exports, name) ? exports[name] : undefined;
  if (found !== undefined) return found;
  return isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
}

function isObject(value: unknown): value is Exports {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function offered(exports: Exports): string {
  const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  return names.length === 0 ? ': no function is exported there' : `: what it exports is ${names.join(', ')}`;
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

/** The error's own words, and where it is; of an ES module that cannot be parsed Node does not tell the place. */
function reason(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split(file)[1]?.match(/^(?:\?[\d.-]+)?:(\d+)/)?.[1];
  const words = `${error.name}: ${error.message.split('\n', 1)[0]}`;
  if (place !== undefined) return `${words} (line ${place})`;
  return error instanceof SyntaxError ? `${words} (node --check ${file} shows the place)` : words;
}
