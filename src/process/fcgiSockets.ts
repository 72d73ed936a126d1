import type { GroupConfig, MemberSocket } from '../model/config.ts';
import { createFcgiSocket, type FcgiSocket, type SocketContext, tcpAddress } from './fcgiSocket.ts';
import { prepareAddresses } from './hostAddress.ts';
import type { Process } from './process.ts';

export interface GroupSockets {
  /** By the name of the process. */
  readonly of: ReadonlyMap<string, FcgiSocket>;
  /** Why some of them cannot be made. */
  readonly problems: readonly string[];
}

/**
 * The sockets of a group that is made, tried out as the reference does it: a mistake in the configuration shows at once.
 * Processes that are kept have theirs open.
 */
export function createSockets(
  context: SocketContext,
  config: GroupConfig,
  kept: ReadonlyMap<string, Process>,
): GroupSockets {
  const of = new Map<string, FcgiSocket>();
  const problems: string[] = [];
  for (const { socket: wanted, processes } of memberSockets(config)) {
    const old = processes.map((name) => kept.get(name)?.socket).find((each) => each?.config.url === wanted.url);
    const socket = old ?? createFcgiSocket(context, wanted);
    const problem = socket.check();
    if (problem !== null) {
      context.log.error(problem);
      problems.push(problem);
    }
    for (const name of processes) of.set(name, socket);
  }
  return { of, problems };
}

/** Looks up the host names that sockets of these groups are to listen on. */
export async function prepareSockets(groups: readonly GroupConfig[]): Promise<void> {
  const hosts = groups.flatMap(memberSockets).flatMap(({ socket }) => tcpAddress(socket.url)?.host ?? []);
  if (hosts.length > 0) await prepareAddresses(hosts);
}

function memberSockets(config: GroupConfig): readonly MemberSocket[] {
  if (config.kind === 'fcgi-program') {
    return [{ socket: config.socket, processes: config.processes.map(({ name }) => name) }];
  }
  return config.kind === 'program' ? (config.sockets ?? []) : [];
}
