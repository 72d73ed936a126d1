import type { Bench } from '../measure.ts';
import { ctl } from './ctl.ts';
import { events } from './events.ts';
import { idle } from './idle.ts';
import { lines } from './lines.ts';
import { orphans } from './orphans.ts';
import { programs } from './programs.ts';
import { restart } from './restart.ts';
import { rpc } from './rpc.ts';
import { stream } from './stream.ts';

export const benches: readonly Bench[] = [
  ...programs,
  ...stream,
  lines,
  orphans,
  restart,
  idle,
  ...rpc,
  ctl,
  ...events,
];
