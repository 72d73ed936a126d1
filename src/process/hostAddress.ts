export type Address = { readonly address: string } | { readonly error: string };

/** What is known of names, since a lookup takes a moment and the loop cannot wait. */
const known = new Map<string, Address>();

/** The IPv4 address of a host. Of a name it is what the last lookup has said, and another one is begun. */
export function findAddress(host: string): Address {
  const fixed = fixedAddress(host);
  if (fixed !== null) return { address: fixed };
  const found = known.get(host);
  void lookUp(host);
  return found ?? { error: `the host name ${host} is still being looked up` };
}

/** Resolves when all of the hosts that have to be looked up have been, or after some seconds. */
export async function prepareAddresses(hosts: readonly string[]): Promise<void> {
  const names = hosts.filter((host) => fixedAddress(host) === null && !known.has(host));
  if (names.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_LOOKUP_MS);
  });
  await Promise.race([timeout, Promise.all(names.map(lookUp))]);
  clearTimeout(timer);
}

const LONGEST_LOOKUP_MS = 10_000;

/** Not net.isIP: a daemon without servers has no other use for all of node:net. */
const DOTTED = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function fixedAddress(host: string): string | null {
  if (host === 'localhost') return '127.0.0.1';
  return DOTTED.test(host) ? host : null;
}

const pending = new Map<string, Promise<void>>();

function lookUp(host: string): Promise<void> {
  const lookup = pending.get(host) ?? ask(host).finally(() => pending.delete(host));
  pending.set(host, lookup);
  return lookup;
}

async function ask(host: string): Promise<void> {
  try {
    const { lookup } = await import('node:dns/promises');
    known.set(host, { address: (await lookup(host, { family: 4 })).address });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    known.set(host, { error: `the host name ${host} does not resolve to an IPv4 address (${code})` });
  }
}
