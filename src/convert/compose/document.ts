import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { Problem } from '../program.ts';

/** A value of the file with the line that it stands on. */
export interface Located {
  readonly value: unknown;
  readonly line: number;
}

/** Keys and values of a mapping in their order, merge keys resolved. */
export type Fields = ReadonlyMap<string, Located>;

export interface ComposeFile {
  readonly fields: Fields;
  readonly services: ReadonlyMap<string, { readonly fields: Fields; readonly line: number }>;
}

/** The file as plain values; the problems of its form otherwise. `text` sees every string. */
export function readDocument(
  source: string,
  file: string,
  text: (value: string, line: number) => string,
): ComposeFile | readonly Problem[] {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, merge: true, prettyErrors: false });
  const lineOf = (offset: number) => counter.linePos(offset).line;
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({ file, line: lineOf(pos[0]), message }));
  }
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const lineAt = (node: unknown, fallback: number) => (isNode(node) && node.range ? lineOf(node.range[0]) : fallback);

  const plain = (given: unknown, line: number): unknown => {
    const node = resolve(given);
    if (isScalar(node)) {
      return typeof node.value === 'string'
        ? text(node.value, lineAt(node, line))
        : scalarValue(node as Node, node.value);
    }
    if (isSeq(node)) return node.items.map((item) => plain(item, line));
    if (isMap(node)) return Object.fromEntries([...fieldsOf(node, line)].map(([key, { value }]) => [key, value]));
    return null;
  };

  const fieldsOf = (node: unknown, line: number): Map<string, Located> => {
    const fields = new Map<string, Located>();
    if (!isMap(node)) return fields;
    for (const { key, value } of node.items) {
      const name = keyName(key);
      const at = lineAt(key, line);
      if (name === '<<') for (const each of merged(resolve(value))) mergeInto(fields, fieldsOf(resolve(each), at));
      else fields.set(name, { value: plain(value, at), line: at });
    }
    return fields;
  };

  const root: ParsedNode | null = document.contents as ParsedNode | null;
  const services = isMap(root) ? resolve(root.get('services', true)) : null;
  if (!isMap(services)) {
    const hint = isMap(root) && root.has('include') ? ': convert the files that it includes' : '';
    return [{ file, line: null, message: `no services: mapping in it${hint}` }];
  }
  const found = new Map<string, { fields: Fields; line: number }>();
  for (const { key, value } of services.items) {
    const line = lineAt(key, 1);
    found.set(keyName(key), { fields: fieldsOf(resolve(value), line), line });
  }
  const top = new Map<string, Located>();
  if (isMap(root)) {
    for (const { key } of root.items) {
      top.set(keyName(key), { value: null, line: lineAt(key, 1) });
    }
  }
  return { fields: top, services: found };
}

/** The parser has a symbol for the merge key. */
function keyName(key: unknown): string {
  const name = isScalar(key) ? key.value : key;
  return typeof name === 'symbol' ? (name.description ?? '') : String(name);
}

/** What stands beside a merge key wins over what it brings, wherever it stands. */
function mergeInto(fields: Map<string, Located>, others: Fields): void {
  for (const [key, value] of others) if (!fields.has(key)) fields.set(key, value);
}

function merged(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : [node];
}

/** Numbers keep their spelling: 0755 and 1_000 are texts to whoever reads them. */
function scalarValue(node: Node, value: unknown): unknown {
  const source = 'source' in node && typeof node.source === 'string' ? node.source : null;
  return typeof value === 'number' && source !== null ? source : value;
}
