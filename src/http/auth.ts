import { HttpError } from './httpError.ts';

/** The user's name, or a 401; null where no password is set. */
export type Authenticate = (authorization: string | undefined) => string | null;

/**
 * Basic authentication. `password` is plain or `{SHA}` and the hex digest of its SHA-1. Name and password are compared
 * as digests in constant time, both always. Everything that is malformed is a 401, where the reference answers 500.
 */
export async function createAuthenticate(username: string | null, password: string | null): Promise<Authenticate> {
  if (!username) return () => null;
  // Here and not above: most daemons have no password, and loading it takes as long as reading a configuration.
  const crypto = await import('node:crypto');
  const { timingSafeEqual } = crypto;
  const digest = (text: string): Buffer => crypto.createHash('sha256').update(text).digest();
  const user = digest(username);
  const secret = expectedSecret(password ?? '', digest, crypto);
  return (authorization) => {
    const given = credentials(authorization);
    const userFits = timingSafeEqual(digest(given?.user ?? ''), user);
    const secretFits = timingSafeEqual(secret.of(given?.password ?? ''), secret.digest);
    if (given === null || !userFits || !secretFits) throw unauthorized();
    return username;
  };
}

interface Secret {
  readonly digest: Buffer;
  readonly of: (password: string) => Buffer;
}

type Digest = (text: string) => Buffer;

const SHA_PREFIX = '{SHA}';

/** The digits are compared as text, as the reference does: capital letters fit nothing. */
function expectedSecret(stored: string, digest: Digest, { createHash }: typeof import('node:crypto')): Secret {
  if (!stored.startsWith(SHA_PREFIX)) return { digest: digest(stored), of: digest };
  return {
    digest: digest(stored.slice(SHA_PREFIX.length)),
    of: (password) => digest(createHash('sha1').update(password).digest('hex')),
  };
}

function credentials(authorization: string | undefined): { readonly user: string; readonly password: string } | null {
  const token = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return null;
  const text = Buffer.from(token, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function unauthorized(): HttpError {
  return new HttpError(401, '', { 'WWW-Authenticate': 'Basic realm="default"' });
}
