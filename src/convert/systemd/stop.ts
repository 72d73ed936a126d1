import { assumed, lost, setStopSignal } from '../program.ts';
import { killedWith } from './commands.ts';
import { secondsOf } from './restart.ts';
import { lastText, type Unit } from './unit.ts';

const DEFAULT_TIMEOUT = 90;
/** A day: as good as for ever, and a number. */
const FOREVER = 86_400;

/** KillSignal=, KillMode=, TimeoutStopSec=, ExecStop=. */
export function convertStop(unit: Unit): void {
  const { program } = unit;
  const { options } = program;
  const stop = lastText(unit, 'Service.ExecStop');
  const byKill = stop === undefined ? null : killedWith(stop);
  const signal = byKill ?? lastText(unit, 'Service.KillSignal');
  if (signal !== undefined) setStopSignal(program, signal);
  if (stop !== undefined && byKill === null)
    lost(program, `ExecStop=${stop}; it gets ${options.stopsignal ?? 'TERM'} instead`);
  const mode = lastText(unit, 'Service.KillMode') ?? 'control-group';
  const known = MODES[mode];
  if (known === undefined) lost(program, `KillMode=${mode}`);
  else Object.assign(options, known);
  const seconds = secondsOf(unit, ['Service.TimeoutStopSec', 'Service.TimeoutSec']) ?? DEFAULT_TIMEOUT;
  const endless = !Number.isFinite(seconds) || seconds === 0 || lastText(unit, 'Service.SendSIGKILL') === 'no';
  options.stopwaitsecs = String(endless ? FOREVER : Math.ceil(seconds));
  if (endless) assumed(program, 'it is never killed: stopwaitsecs is a day');
}

/** Its process group is what comes near its control group. */
const MODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'control-group': { stopasgroup: 'true', kill_tree: 'true' },
  mixed: { killasgroup: 'true', kill_tree: 'true' },
  process: {},
};
