import { assumed, lost } from '../program.ts';
import { convertCommands } from './commands.ts';
import { convertOutput } from './output.ts';
import { convertRestart } from './restart.ts';
import { SETTINGS } from './settings.ts';
import { convertStop } from './stop.ts';
import { lastText, type Unit } from './unit.ts';

/** One unit as a program; what depends on other units comes later. */
export function convertUnit(unit: Unit): void {
  const { program } = unit;
  const description = lastText(unit, 'Unit.Description');
  if (description !== undefined) program.notes.unshift(description);
  convertCommands(unit);
  convertRestart(unit);
  convertStop(unit);
  convertOutput(unit);
  for (const [key, settings] of unit.values) {
    const last = settings.at(-1);
    if (last !== undefined) SETTINGS[key]?.({ unit, program, settings, value: last.value, setting: last });
  }
  if (![...unit.values.keys()].some((key) => key.startsWith('Install.'))) {
    assumed(
      program,
      'it starts with the daemon; the unit has no [Install], so that something else would have to start it',
    );
  }
  // Where systemd starts it.
  program.options.directory ??= '/';
  reportRest(unit);
}

/** Looked at elsewhere, or without a meaning outside systemd's own lists. */
const HANDLED = new Set([
  'Unit.Description',
  'Unit.Documentation',
  'Unit.After',
  'Unit.Before',
  'Unit.Requires',
  'Unit.Wants',
  'Unit.BindsTo',
  'Unit.Requisite',
  'Unit.Upholds',
  'Unit.PartOf',
  'Unit.StartLimitIntervalSec',
  'Unit.StartLimitInterval',
  'Unit.StartLimitBurst',
  'Unit.DefaultDependencies',
  'Install.WantedBy',
  'Install.RequiredBy',
  'Service.Type',
  'Service.ExecStart',
  'Service.ExecStartPre',
  'Service.ExecStartPost',
  'Service.ExecStop',
  'Service.ExecReload',
  'Service.ExecCondition',
  'Service.Environment',
  'Service.EnvironmentFile',
  'Service.PIDFile',
  'Service.Restart',
  'Service.RestartSec',
  'Service.RestartSteps',
  'Service.RestartMaxDelaySec',
  'Service.StartLimitInterval',
  'Service.StartLimitIntervalSec',
  'Service.StartLimitBurst',
  'Service.SuccessExitStatus',
  'Service.RestartPreventExitStatus',
  'Service.KillSignal',
  'Service.KillMode',
  'Service.TimeoutStopSec',
  'Service.TimeoutSec',
  'Service.SendSIGKILL',
  'Service.StandardOutput',
  'Service.StandardError',
  'Service.NotifyAccess',
  'Service.RemainAfterExit',
]);

function reportRest({ values, program }: Unit): void {
  const rest = [...values].filter(([key]) => !HANDLED.has(key) && SETTINGS[key] === undefined);
  const texts = rest.flatMap(([key, settings]) =>
    settings
      // A restriction that is not wanted is nothing to carry over.
      .filter(({ value }) => !/^(no|false|off)$/i.test(value))
      .map(({ value }) => `${key.slice(key.indexOf('.') + 1)}=${value}`),
  );
  if (texts.length > 0) lost(program, texts.join('; '));
}
