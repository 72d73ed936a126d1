import { codePoints } from '../../config/python/text.ts';
import { Fault } from '../../model/faults.ts';
import type { ConfigInfo } from '../api.ts';
import { padRight } from '../format/pad.ts';
import { makeNamespec } from '../namespec.ts';
import { type Session, sayAll } from '../session.ts';
import { reportingFaults } from './faultLines.ts';
import { refuseArguments } from './noArguments.ts';

const NAME_WIDTH = 32;
const WORD_WIDTH = 9;

export async function avail(session: Session, arg: string): Promise<void> {
  if (refuseArguments(session, 'avail', arg)) return;
  await reportingFaults(session, { [Fault.SHUTDOWN_STATE]: 'ERROR: supervisor shutting down' }, async () => {
    const infos = await session.call('supervisor.getAllConfigInfo');
    const width = session.fancy ? longestName(infos) + 1 : NAME_WIDTH;
    sayAll(
      session,
      infos.map((info) => availLine(info, width)),
    );
  });
}

function longestName(infos: readonly ConfigInfo[]): number {
  return Math.max(0, ...infos.map(({ group, name }) => codePoints(makeNamespec(group, name))));
}

function availLine(info: ConfigInfo, width: number): string {
  return [
    padRight(makeNamespec(info.group, info.name), width),
    padRight(info.inuse ? 'in use' : 'avail', WORD_WIDTH),
    padRight(info.autostart ? 'auto' : 'manual', WORD_WIDTH),
    `${info.group_prio}:${info.process_prio}`,
  ].join(' ');
}
