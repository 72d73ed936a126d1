import { compareText } from '../../config/python/text.ts';
import { Fault } from '../../model/faults.ts';
import type { ConfigChanges } from '../api.ts';
import { type Session, say } from '../session.ts';
import { reportingFaults } from './faultLines.ts';
import { refuseArguments } from './noArguments.ts';

export async function reread(session: Session, arg: string): Promise<void> {
  if (refuseArguments(session, 'reread', arg)) return;
  await reportingFaults(session, FAULTS, async () => {
    const [changes] = await session.call('supervisor.reloadConfig');
    for (const line of changeLines(changes)) say(session, line);
  });
}

const FAULTS = {
  [Fault.SHUTDOWN_STATE]: 'ERROR: supervisor shutting down',
  [Fault.CANT_REREAD]: ({ text }: { readonly text: string }) => `ERROR: ${text}`,
};

function changeLines([added, changed, removed]: ConfigChanges): string[] {
  const words = new Map([
    ...added.map((name): [string, string] => [name, 'available']),
    ...changed.map((name): [string, string] => [name, 'changed']),
    ...removed.map((name): [string, string] => [name, 'disappeared']),
  ]);
  if (words.size === 0) return ['No config updates to processes'];
  return [...words.keys()].sort(compareText).map((name) => `${name}: ${words.get(name)}`);
}
