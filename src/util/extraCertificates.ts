import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Node 22.19 and 24.5 have these; types of Node 20 do not. */
interface NewTls {
  getCACertificates?(type: 'default'): string[];
  setDefaultCACertificates?(certificates: readonly string[]): void;
}

const { getCACertificates, setDefaultCACertificates } = tls as NewTls;

/**
 * Trusts what is in a file of certificates besides those that Node brings, as Node itself does at its start for
 * NODE_EXTRA_CA_CERTS. The launcher keeps that name from Node, which would parse the file and all of its own certificates:
 * that takes half as long as a whole start, and only plug-ins ever look at one. Throws where the file cannot be read.
 */
export function trustExtraCertificates(file: string): void {
  const certificates = readFileSync(file, 'latin1').match(CERTIFICATE) ?? [];
  if (getCACertificates !== undefined && setDefaultCACertificates !== undefined)
    setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
  else addToEveryContext(certificates);
}

const CERTIFICATE = /-----BEGIN (TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (TRUSTED )?CERTIFICATE-----/g;

/** `addCACert` is no part of Node's types; `ca` of createSecureContext would replace what Node brings. */
interface Context {
  readonly context: { addCACert(certificate: string): void };
}

function addToEveryContext(certificates: readonly string[]): void {
  const create = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const made = create(options);
    const { context } = made as tls.SecureContext & Context;
    if (options?.ca === undefined) for (const certificate of certificates) context.addCACert(certificate);
    return made;
  };
}
