import { Fault } from '../../model/faults.ts';
import { ExitStatus } from '../exitStatus.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';
import { explainingOthers, type FaultLines, reportingFaults } from './faultLines.ts';
import { showHelp } from './help.ts';
import { stepLine } from './updateOptions.ts';

/** Another number of processes for each of some programs. */
export async function scale(session: Session, arg: string): Promise<void> {
  const wishes = namesOf(arg).map(wishOf);
  if (wishes.length === 0 || wishes.includes(null)) {
    complain(session, 'Error: scale requires a program and a number, as in web=5', ExitStatus.INVALID_ARGS);
    return showHelp(session, 'scale');
  }
  if (!(await upcheck(session))) return;
  await explainingOthers(session, INSTEAD, async () => {
    for (const wish of wishes) if (wish !== null) await scaleOne(session, wish);
  });
}

const INSTEAD = 'Change numprocs in the configuration and `update`.';

interface Wish {
  readonly name: string;
  readonly count: number;
}

function wishOf(word: string): Wish | null {
  const [, name, count] = /^([^=]+)=([0-9]{1,9})$/.exec(word) ?? [];
  return name === undefined ? null : { name, count: Number(count) };
}

async function scaleOne(session: Session, { name, count }: Wish): Promise<void> {
  await reportingFaults(session, FAULTS, async () => {
    const steps = await session.call('tsupervisor.scale', name, count);
    if (steps.length === 0) say(session, `${name}: has ${count} process${count === 1 ? '' : 'es'} already`);
    for (const step of steps) say(session, stepLine(step));
    if (steps.some(({ failed }) => failed)) session.exitStatus = ExitStatus.GENERIC;
  });
}

const plain = ({ text }: { readonly text: string }) => `ERROR: ${text.replace(/^[A-Z_]+: /, '')}`;

const FAULTS: FaultLines = {
  [Fault.SHUTDOWN_STATE]: 'ERROR: already shutting down',
  [Fault.BAD_NAME]: ({ text }) => `ERROR: no such program: ${text.replace(/^BAD_NAME: /, '')}`,
  [Fault.INCORRECT_PARAMETERS]: plain,
  [Fault.CANT_REREAD]: plain,
  [Fault.FAILED]: plain,
};
