/** How a process is named: `name` where the group has the same name, else `group:name`. */
export function makeNamespec(group: string, name: string): string {
  return group === name ? name : `${group}:${name}`;
}

export interface Namespec {
  readonly group: string;
  /** Null: every process of the group (`group:*` or `group:`). */
  readonly name: string | null;
}

export function splitNamespec(text: string): Namespec {
  const colon = text.indexOf(':');
  if (colon === -1) return { group: text, name: text };
  const name = text.slice(colon + 1);
  return { group: text.slice(0, colon), name: name === '' || name === '*' ? null : name };
}
