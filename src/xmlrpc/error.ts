/** What is wrong with a message: its XML, its structure as XML-RPC, a value in it, its size, or its encoding. */
export type XmlRpcErrorCode = 'xml' | 'structure' | 'value' | 'size' | 'encoding';

/** A message that is not XML-RPC. A server answers it with 400. */
export class XmlRpcError extends Error {
  override readonly name = 'XmlRpcError';

  constructor(
    readonly code: XmlRpcErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** How far a message was read. */
export interface Place {
  readonly text: string;
  readonly at: number;
}

export function fail({ text, at }: Place, code: XmlRpcErrorCode, what: string): never {
  const before = text.slice(0, at).split('\n');
  throw new XmlRpcError(code, `${what} (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`);
}
