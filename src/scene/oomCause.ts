import type { Cause } from './cause.ts';
import type { Scene } from './record.ts';
import { size } from './units.ts';

export function struckByOom(scene: Scene): Cause | null {
  const { memory, time } = scene;
  if (!memory?.struck) return null;
  const at = `${time.slice(11, 19)} UTC`;
  const what = 'there was no memory left, and it was killed (SIGKILL)';
  return {
    sentence: `The container's OOM killer struck at ${at}: ${what}${ofLimit(memory)}.`,
    advice: moreMemory(scene),
  };
}

export function childStruckByOom(scene: Scene): Cause | null {
  const { memory, exit } = scene;
  if (memory === undefined || memory.kills === 0) return null;
  return {
    sentence:
      `The container's OOM killer struck${ofLimit(memory)}, probably at a process that it had started; ` +
      `it ended with ${exit?.description ?? 'that'}.`,
    advice: moreMemory(scene),
  };
}

function moreMemory({ samples, options }: Scene): string[] {
  const supervised = options.startsecs !== undefined;
  return [
    'Give the container more memory, or let the program use less (heap sizes, workers, caches).',
    ...(supervised && samples.length === 0
      ? ["'scene_sample = 30s' in [supervisord] records how its memory grows."]
      : []),
  ];
}

function ofLimit({ limit, peak }: NonNullable<Scene['memory']>): string {
  if (limit === undefined) return '';
  return ` (limit ${size(limit)}${peak === undefined ? '' : `, most used ${size(peak)}`})`;
}
