import { pause } from '../../helpers/waitFor.ts';
import { experiment } from '../experiment.ts';
import { anonymousMegabytes, proportionalMegabytes } from '../proc.ts';
import { INITS } from './who.ts';

const SETTLE_MS = 1000;

export const inits = experiment({
  name: 'inits',
  about: 'one command as PID 1, without a configuration (tsupervisord -- COMMAND)',
  who: INITS,
  bound: 20,
  rounds: 5,
  skip: () => (process.getuid?.() === 0 ? false : 'a PID namespace needs root'),
  measures: {
    start: { title: 'one command as PID 1, without a configuration: start', unit: 'ms', digits: 0 },
    memory: { title: 'private memory', unit: 'MB', digits: 2 },
    pss: { title: 'the same, with its share of what is shared (Pss)', unit: 'MB', digits: 2 },
    stop: { title: 'stop', unit: 'ms', digits: 0 },
  },
  run: async ({ start, note }) => {
    const running = await start({ program: 'sleeper', pid1: true, init: true });
    const [begun = 0] = await running.stamps(1);
    note({ start: (begun - running.born) * 1000 });
    await pause(SETTLE_MS);
    note({ memory: running.sum(anonymousMegabytes), pss: running.sum(proportionalMegabytes) });
    note({ stop: (await running.stop()) * 1000 });
  },
});
