import { decodeUtf8 } from '../util/utf8.ts';
import { XmlRpcError } from './error.ts';

/**
 * The text of a message. The encoding is what the XML declaration says, UTF-8 otherwise. `lenient`: bytes that are not
 * in that encoding are replaced instead of refused.
 */
export function decodeMessage(body: Uint8Array, lenient: boolean): string {
  const encoding = declaredEncoding(body);
  const decode = DECODERS[encoding];
  if (decode === undefined) throw new XmlRpcError('encoding', `the encoding ${encoding} is not supported, send UTF-8`);
  const text = decode(body) ?? (lenient ? view(body).toString('utf8') : null);
  if (text === null) throw new XmlRpcError('encoding', 'the message is not valid UTF-8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

const BYTE_ORDER_MARK = 0xfeff;

const latin1 = (body: Uint8Array): string => view(body).toString('latin1');

const DECODERS: Readonly<Record<string, (body: Uint8Array) => string | null>> = {
  'utf-8': decodeUtf8,
  utf8: decodeUtf8,
  'us-ascii': decodeUtf8,
  ascii: decodeUtf8,
  'iso-8859-1': latin1,
  'latin-1': latin1,
  latin1,
};

/** The declaration is ASCII in each of the encodings above and has to be the first thing in the message. */
function declaredEncoding(body: Uint8Array): string {
  const start = view(body.subarray(0, 200)).toString('latin1');
  return (
    /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]?.toLowerCase() ?? 'utf-8'
  );
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
