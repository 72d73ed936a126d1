import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLine, LEVEL_NAMES } from '../../../src/logging/logLine.ts';
import type { LogLevel } from '../../../src/model/config.ts';
import { python, skip } from './python.ts';

/** Around midnight, a leap day, and the hours in which clocks are changed; milliseconds that float arithmetic keeps. */
const TIMES = [0, 86_399_500, 1_709_164_799_250, 1_711_846_800_125, 1_729_990_800_875, 1_795_514_704_500];
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns'];

const SCRIPT = `
import os, time
from supervisor import loggers
result = []
for zone, level, when in data:
    os.environ['TZ'] = zone
    time.tzset()
    loggers.time.time = lambda: when / 1000
    record = loggers.LogRecord(loggers.getLevelNumByDescription(level), 'text')
    result.append('%(asctime)s %(levelname)s %(message)s' % record.asdict())`;

test('A line looks as the reference writes it, in any time zone', { skip }, (t) => {
  const zone = process.env.TZ;
  t.after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const levels = Object.keys(LEVEL_NAMES) as LogLevel[];
  const cases = ZONES.flatMap((name) =>
    TIMES.map((time, i) => [name, levels[i % levels.length] ?? 'info', time] as const),
  );
  const ours = cases.map(([name, level, time]) => {
    process.env.TZ = name;
    return formatLine(level, 'text', time);
  });
  assert.deepEqual(ours, python<string[]>(SCRIPT, cases));
});
