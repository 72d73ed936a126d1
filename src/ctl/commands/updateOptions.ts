import { Fault } from '../../model/faults.ts';
import type { PreviewedGroup, UpdateStep } from '../api.ts';
import { ExitStatus } from '../exitStatus.ts';
import { makeNamespec } from '../namespec.ts';
import { complain, type Session, say } from '../session.ts';
import { explainingOthers, reportingFaults } from './faultLines.ts';

/** `update --dry-run` and `update --minimal`: both need a tsupervisord at the other end. */
export async function updateWithOptions(session: Session, words: readonly string[]): Promise<void> {
  const options = words.filter((word) => word.startsWith('--'));
  const unknown = options.find((option) => !Object.hasOwn(OPTIONS, option));
  if (unknown !== undefined) {
    const known = Object.keys(OPTIONS).join(' and ');
    return complain(session, `Error: update has no option ${unknown}; it has ${known}`, ExitStatus.INVALID_ARGS);
  }
  const names = words.filter((word) => !word.startsWith('--'));
  // A preview is a preview, whatever else is asked for.
  const work = options.includes('--dry-run') ? preview : minimal;
  await explainingOthers(session, INSTEAD, () =>
    reportingFaults(session, FAULTS, () => work(session, names.includes('all') ? [] : names)),
  );
}

type Work = (session: Session, names: readonly string[]) => Promise<void>;

const INSTEAD = '`reread` lists the groups that changed, and `update` restarts them.';

const FAULTS = {
  [Fault.SHUTDOWN_STATE]: 'ERROR: already shutting down',
  [Fault.CANT_REREAD]: ({ text }: { readonly text: string }) => `ERROR: ${text}`,
  [Fault.BAD_NAME]: ({ text }: { readonly text: string }) => `ERROR: no such group: ${text.replace(/^BAD_NAME: /, '')}`,
};

async function preview(session: Session, names: readonly string[]): Promise<void> {
  const groups = await session.call('tsupervisor.previewUpdate', names);
  for (const line of previewLines(groups)) say(session, line);
}

async function minimal(session: Session, names: readonly string[]): Promise<void> {
  const steps = await session.call('tsupervisor.updateMinimal', names);
  for (const step of steps) say(session, stepLine(step));
  if (steps.some(({ failed }) => failed)) session.exitStatus = ExitStatus.GENERIC;
}

const OPTIONS: Readonly<Record<string, Work>> = { '--dry-run': preview, '--minimal': minimal };

/** Words that `reread` uses. */
const CHANGES = { added: 'available', changed: 'changed', removed: 'disappeared' } as const;

export function previewLines(groups: readonly PreviewedGroup[]): string[] {
  if (groups.length === 0) return ['No config updates to processes'];
  return groups.flatMap(({ group, change, differences }) => [
    `${group}: ${CHANGES[change]}`,
    ...differences.map(({ process, option, before, after }) => {
      const subject = process === '' ? '' : `${makeNamespec(group, process)} `;
      return `    ${subject}${option}: ${before} -> ${after}`;
    }),
  ]);
}

export function stepLine({ group, process, action }: UpdateStep): string {
  return `${process === '' ? group : makeNamespec(group, process)}: ${action}`;
}
