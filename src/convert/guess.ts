import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formOf } from '../config/services/form.ts';
import type { Form } from './options.ts';

/** What there is to read, and as what. */
export interface Input {
  readonly path: string;
  readonly form: Form;
}

/** What a path is by its name or by what is in it; null: nothing that is known. */
export function guessInput(path: string): Input | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return guessDirectory(path);
  const form = FILES.find(([pattern]) => pattern.test(basename(path)))?.[1];
  return form === undefined ? null : { path, form };
}

const FILES: readonly (readonly [RegExp, Form])[] = [
  [/^Procfile|\.procfile$/i, 'procfile'],
  [/\.ya?ml$/i, 'compose'],
  [/\.service$/, 'systemd'],
];

/** In the order in which docker compose looks. */
const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

function guessDirectory(path: string): Input | null {
  const names = readdirSync(path);
  const file = [...COMPOSE, 'Procfile'].find((name) => names.includes(name));
  if (file !== undefined) return { path: join(path, file), form: COMPOSE.includes(file) ? 'compose' : 'procfile' };
  if (names.some((name) => name.endsWith('.service'))) return { path, form: 'systemd' };
  const directories = [path, ...names.map((name) => join(path, name))].filter(isService);
  if (directories.length === 0) return null;
  return { path, form: directories.some((each) => formOf(each) === 's6') ? 's6' : 'runit' };
}

function isService(path: string): boolean {
  return ['run', 'type'].some((name) => existsSync(join(path, name)));
}
