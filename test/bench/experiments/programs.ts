import { pause } from '../../helpers/waitFor.ts';
import { experiment, type Target } from '../experiment.ts';
import { anonymousMegabytes, proportionalMegabytes, wakeUps } from '../proc.ts';
import { SUPERVISORS } from './who.ts';

/** What start-up and the first seconds allocate has been given back by then. */
const SETTLE_MS = 4000;
const IDLE_SECONDS = 10;

type Key = 'start' | 'stop' | 'memory' | 'pss' | 'wakeUps';
type Targets = { readonly [key in Key]?: Target };

export const programs = [
  crowd(1, { bound: 30, rounds: 3 }, { start: { atMost: 1 / 5 }, memory: { atMost: 0.6 } }),
  crowd(10, { bound: 60, rounds: 1 }, { memory: { limit: 12 }, wakeUps: { limit: 0 } }, true),
  crowd(100, { bound: 60, rounds: 3 }, { memory: { atMost: 0.6 } }),
  crowd(1000, { bound: 120, rounds: 1 }, { start: { atMost: 1 / 8 }, stop: { atMost: 1 / 10 } }),
  crowd(5000, { bound: 600, rounds: 1, onlyByName: true }, { start: { atMost: 1 / 8 }, stop: { atMost: 1 / 10 } }),
];

function crowd(
  count: number,
  how: { bound: number; rounds: number; onlyByName?: boolean },
  targets: Targets,
  idle = false,
) {
  const what = count === 1 ? '1 program' : `${count.toLocaleString('en')} programs`;
  const digits = count < 100 ? 3 : 2;
  const measure = (key: Key, title: string, unit: string, digits: number) => {
    const target = targets[key];
    return { title, unit, digits, ...(target && { target }) };
  };
  return experiment<string>({
    name: `programs-${count}`,
    about: `${what}: from exec to the first instruction of all, stop until nothing is left, memory${idle ? ', wake-ups' : ''}`,
    ...how,
    who: SUPERVISORS,
    programs: count,
    measures: {
      start: measure('start', `start of ${what}`, 's', digits),
      memory: measure('memory', `private memory with ${what}`, 'MB', 1),
      pss: measure('pss', 'the same, with its share of what is shared (Pss)', 'MB', 1),
      ...(idle && { wakeUps: measure('wakeUps', `wake-ups in ${IDLE_SECONDS} idle seconds, all threads`, '', 0) }),
      stop: measure('stop', `stop of ${what}`, 's', digits),
    },
    run: async ({ start, note }) => {
      const running = await start({ program: 'sleeper', count });
      note({ start: Math.max(...(await running.stamps(count))) - running.born });
      await pause(SETTLE_MS);
      note({ memory: running.sum(anonymousMegabytes), pss: running.sum(proportionalMegabytes) });
      if (idle) {
        const before = running.sum(wakeUps);
        await pause(IDLE_SECONDS * 1000);
        note({ wakeUps: running.sum(wakeUps) - before });
      }
      note({ stop: await running.stop() });
    },
  });
}
