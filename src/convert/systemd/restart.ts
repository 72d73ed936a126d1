import { durationSeconds } from '../durations.ts';
import { assumed, lost, mayEnd, restartOnFailure } from '../program.ts';
import { remains } from './commands.ts';
import { last, lastText, typeOf, type Unit } from './unit.ts';

/** Restart= and what shapes it. */
export function convertRestart(unit: Unit): void {
  const { program, values } = unit;
  const word = lastText(unit, 'Service.Restart') ?? 'no';
  const restart = RESTART[word];
  if (restart === undefined) lost(program, `Restart=${word}`);
  if (restart?.note !== undefined) assumed(program, restart.note);
  if (restart === undefined || restart.value === 'false') {
    mayEnd(program);
  } else keepStarting(unit, restart.value);
  if (remains(unit) && typeOf(unit) !== 'oneshot') lost(program, 'RemainAfterExit=yes');
  const codes = values.get('Service.SuccessExitStatus')?.flatMap(({ value }) => value.split(/\s+/)) ?? [];
  const prevent = values.get('Service.RestartPreventExitStatus')?.flatMap(({ value }) => value.split(/\s+/)) ?? [];
  const all = [...codes, ...(word === 'on-failure' ? prevent : [])];
  const isCode = (code: string) => /^\d+$/.test(code) && Number(code) < 256;
  const numbers = all.filter(isCode);
  const others = [...all.filter((code) => !isCode(code)), ...(word === 'on-failure' ? [] : prevent)];
  if (numbers.length > 0) program.options.exitcodes = [...new Set(['0', ...numbers])].join(',');
  if (others.length > 0)
    lost(program, `the exit statuses ${others.join(' ')} of SuccessExitStatus= or RestartPreventExitStatus=`);
}

const RESTART: Readonly<Record<string, { readonly value: string; readonly note?: string }>> = {
  no: { value: 'false' },
  always: { value: 'true' },
  'on-failure': { value: 'unexpected' },
  'on-abnormal': { value: 'unexpected', note: 'Restart=on-abnormal: an exit status that is not expected counts, too' },
  'on-abort': { value: 'unexpected', note: 'Restart=on-abort: every end that is not expected counts' },
  'on-watchdog': { value: 'unexpected', note: 'Restart=on-watchdog: every end that is not expected counts' },
  'on-success': { value: 'false', note: 'Restart=on-success: it is never started again' },
};

/** systemd's own: 100 ms between tries, five of them within ten seconds. */
function keepStarting(unit: Unit, autorestart: string): void {
  const { program } = unit;
  const pause = secondsOf(unit, ['Service.RestartSec']) ?? 0.1;
  const longest = secondsOf(unit, ['Service.RestartMaxDelaySec']) ?? pause;
  if (autorestart === 'unexpected') restartOnFailure(program, 'systemd');
  Object.assign(program.options, {
    autorestart,
    restart_forever: 'true',
    backoff_initial: String(pause),
    backoff_max: String(longest),
  });
  if (longest > pause) program.options.backoff = 'exponential';
  const interval =
    secondsOf(unit, [
      'Unit.StartLimitIntervalSec',
      'Unit.StartLimitInterval',
      'Service.StartLimitIntervalSec',
      'Service.StartLimitInterval',
    ]) ?? 10;
  const burst = lastText(unit, 'Unit.StartLimitBurst') ?? lastText(unit, 'Service.StartLimitBurst') ?? '5';
  if (interval > 0 && /^[1-9]\d*$/.test(burst) && Number.isFinite(interval))
    program.options.restart_limit = `${burst}/${interval}s`;
  if (pause > 1)
    assumed(
      program,
      `RestartSec=${pause} is the pause after a failed start; one that had been up is started again at once`,
    );
}

/** The duration of the first of the keys that is there; infinity is one. */
export function secondsOf(unit: Unit, keys: readonly string[]): number | null {
  for (const key of keys) {
    const setting = last(unit, key);
    if (setting === undefined) continue;
    if (setting.value === 'infinity') return Number.POSITIVE_INFINITY;
    const seconds = durationSeconds(setting.value);
    if (seconds !== null) return seconds;
    lost(unit.program, `${setting.key}=${setting.value}: not a time span`);
  }
  return null;
}
