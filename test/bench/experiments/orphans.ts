import { childrenOf } from '../../helpers/processes.ts';
import { pause } from '../../helpers/waitFor.ts';
import { experiment, type Figure } from '../experiment.ts';
import { INITS, SUPERVISORS } from './who.ts';

const COUNT = 2000;
/** The first second of a supervisor is not counted. */
const DELAY_MS = 2000;
/** Whoever has reaped none by then reaps none; the fastest need a tenth of a second for all. */
const PATIENCE_MS = 5000;

export const orphans = experiment({
  name: 'orphans',
  about: `as PID 1: ${COUNT} orphans end at once`,
  who: [...new Set([...SUPERVISORS, ...INITS])],
  bound: 60,
  rounds: 1,
  skip: () => (process.getuid?.() === 0 ? false : 'a PID namespace needs root'),
  measures: {
    gone: {
      title: `${COUNT.toLocaleString('en')} orphans at once as PID 1, until no zombie is left`,
      unit: 's',
      digits: 3,
      target: { limit: 0.3 },
    },
  },
  run: async ({ start, note }) => {
    const running = await start({ program: 'orphans', args: [COUNT, DELAY_MS], pid1: true });
    const [lastExit = 0] = await running.stamps(1);
    const gone = running.stamps(2).then(([, time = 0]) => time - lastExit);
    const judged = pause(PATIENCE_MS).then<Figure>(() => (zombiesOf(running.pid) >= COUNT ? 'never' : gone));
    note({ gone: await Promise.race([gone, judged]) });
  },
});

function zombiesOf(pid: number): number {
  return childrenOf(pid).filter(({ state }) => state === 'Z').length;
}
