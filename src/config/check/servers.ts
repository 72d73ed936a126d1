import type { ServerConfig } from '../../model/config.ts';
import { type Loading, placeOf } from '../load/loading.ts';
import type { Problem } from '../problem.ts';

/** A TCP server that everybody in the network can use: whoever reaches it can start and stop programs. */
export function lookAtServers(
  loading: Loading,
  servers: readonly ServerConfig[],
  add: (problem: Problem) => void,
): void {
  for (const server of servers) {
    if (server.family !== 'inet' || server.password !== null || LOOPBACK.test(server.host)) continue;
    const section = loading.store.sections.get(server.section);
    if (section === undefined) continue;
    const where = server.host === '' ? 'every interface' : server.host;
    add({
      ...placeOf(loading, section, 'port'),
      severity: 'warning',
      message: `listens on ${where} without a password: whoever reaches it controls this daemon`,
      hint: 'set username and password, or listen on 127.0.0.1',
    });
  }
}

const LOOPBACK = /^(127\.|localhost$|\[?::1\]?$)/;
