import type { Experiment } from '../experiment.ts';
import { events } from './events.ts';
import { inits } from './inits.ts';
import { lines } from './lines.ts';
import { orphans } from './orphans.ts';
import { programs } from './programs.ts';
import { restart } from './restart.ts';
import { rpc } from './rpc.ts';
import { ctl, startup } from './startup.ts';
import { stream } from './stream.ts';

/** In the order of the table. */
export const experiments: readonly Experiment[] = [
  startup,
  ctl,
  ...programs,
  restart,
  lines,
  ...stream,
  orphans,
  inits,
  ...rpc,
  ...events,
];
