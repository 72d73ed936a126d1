/** Node's own import of a file that is no part of this program; the build leaves it as it is. */
export function importModule(url: string): Promise<unknown> {
  return import(url);
}
