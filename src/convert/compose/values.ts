/** Values of a compose file in the forms that they may have. */

export function textOf(value: unknown): string | null {
  return value === null || value === undefined || typeof value === 'object' ? null : String(value);
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** `NAME=value` in a list, or a mapping; null: the variable is taken over as it is. */
export function variablesOf(value: unknown): (readonly [name: string, value: string | null])[] {
  if (!Array.isArray(value)) return Object.entries(mapOf(value)).map(([name, each]) => [name, textOf(each)] as const);
  return value.map((item) => {
    const text = String(item);
    const equals = text.indexOf('=');
    return equals === -1 ? ([text, null] as const) : ([text.slice(0, equals), text.slice(equals + 1)] as const);
  });
}

/** Shown in a comment. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
