import type { ProcessInfo } from '../api.ts';
import { splitNamespec } from '../namespec.ts';

export interface Selection {
  readonly infos: readonly ProcessInfo[];
  /** A line for each name that fits nothing. */
  readonly complaints: readonly string[];
}

/** Processes by names in all their forms, in the order of the names; no name and `all` mean everything. */
export function select(all: readonly ProcessInfo[], names: readonly string[]): Selection {
  if (names.length === 0 || names.includes('all')) return { infos: all, complaints: [] };
  const found = names.map((name) => ({ name, infos: all.filter((info) => fits(info, name)) }));
  return {
    infos: found.flatMap(({ infos }) => infos),
    complaints: found.filter(({ infos }) => infos.length === 0).map(({ name }) => complaint(name)),
  };
}

function fits(info: ProcessInfo, text: string): boolean {
  const { group, name } = splitNamespec(text);
  return info.group === group && (name === null || info.name === name);
}

function complaint(text: string): string {
  const { group, name } = splitNamespec(text);
  return name === null ? `${group}: ERROR (no such group)` : `${text}: ERROR (no such process)`;
}
