import { Fault } from '../../model/faults.ts';
import type { ConfigChanges } from '../api.ts';
import { complain, type Session, say } from '../session.ts';
import { namesOf } from './eachName.ts';
import { reportingFaults } from './faultLines.ts';
import { updateWithOptions } from './updateOptions.ts';

export async function update(session: Session, arg: string): Promise<void> {
  const names = namesOf(arg);
  if (names.some((name) => name.startsWith('--'))) return updateWithOptions(session, names);
  const changes = await reread(session);
  // With `all` among them the names are not looked at.
  if (changes !== null) await apply(session, changes, new Set(names.includes('all') ? [] : names));
}

async function reread(session: Session): Promise<ConfigChanges | null> {
  let changes: ConfigChanges | null = null;
  await reportingFaults(session, { [Fault.SHUTDOWN_STATE]: 'ERROR: already shutting down' }, async () => {
    [changes] = await session.call('supervisor.reloadConfig');
  });
  return changes;
}

async function apply(session: Session, changes: ConfigChanges, wanted: ReadonlySet<string>): Promise<void> {
  const [added, changed, removed] = changes;
  if (wanted.size > 0) await complainOfUnknown(session, wanted, added);
  const meant = (group: string): boolean => wanted.size === 0 || wanted.has(group);
  for (const group of removed.filter(meant)) await remove(session, group);
  for (const group of changed.filter(meant)) await change(session, group);
  for (const group of added.filter(meant)) await add(session, group);
}

async function complainOfUnknown(
  session: Session,
  wanted: ReadonlySet<string>,
  added: readonly string[],
): Promise<void> {
  const infos = await session.call('supervisor.getAllProcessInfo');
  const groups = new Set([...infos.map(({ group }) => group), ...added]);
  for (const group of wanted) if (!groups.has(group)) complain(session, `ERROR: no such group: ${group}`);
}

async function remove(session: Session, group: string): Promise<void> {
  const results = await session.call('supervisor.stopProcessGroup', group);
  say(session, `${group}: stopped`);
  if (results.some(({ status }) => status === Fault.FAILED)) {
    return complain(session, `${group}: has problems; not removing`);
  }
  await session.call('supervisor.removeProcessGroup', group);
  say(session, `${group}: removed process group`);
}

async function change(session: Session, group: string): Promise<void> {
  await session.call('supervisor.stopProcessGroup', group);
  say(session, `${group}: stopped`);
  await session.call('supervisor.removeProcessGroup', group);
  await session.call('supervisor.addProcessGroup', group);
  say(session, `${group}: updated process group`);
}

async function add(session: Session, group: string): Promise<void> {
  await session.call('supervisor.addProcessGroup', group);
  say(session, `${group}: added process group`);
}
