/** Seconds of a duration in Go's or systemd's spelling (`1m30s`, `1.5h`, `90`, `500 ms`); null: it is none. */
export function durationSeconds(text: string): number | null {
  const compact = text.trim();
  if (/^\d+(\.\d+)?$/.test(compact)) return Number(compact);
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*/gi)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== compact) return null;
  let total = 0;
  for (const [, number, unit = ''] of parts) {
    const factor = UNITS.find(([names]) => names.includes(unit))?.[1];
    if (factor === undefined) return null;
    total += Number(number) * factor;
  }
  return Math.round(total * 1e6) / 1e6;
}

const UNITS: readonly (readonly [readonly string[], number])[] = [
  [['ns', 'nsec'], 1e-9],
  [['us', 'µs', 'usec'], 1e-6],
  [['ms', 'msec'], 1e-3],
  [['s', 'sec', 'second', 'seconds'], 1],
  [['m', 'min', 'minute', 'minutes'], 60],
  [['h', 'hr', 'hour', 'hours'], 3600],
  [['d', 'day', 'days'], 86_400],
  [['w', 'week', 'weeks'], 604_800],
  [['M', 'month', 'months'], 2_629_800],
  [['y', 'year', 'years'], 31_557_600],
];
