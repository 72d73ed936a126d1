import type { Scene, SceneSummary } from '../../scene/record.ts';
import { mostImportant, namespecOf, othersThan, tell, tellList } from '../../scene/tell.ts';
import type { Records } from './records.ts';

export interface Told {
  readonly scene: Scene;
  readonly lines: readonly string[];
}

/** Of one of these, with a line for the others. */
export async function tellOne(summaries: readonly SceneSummary[], { get, state }: Records): Promise<Told> {
  const wanted = mostImportant(summaries);
  const scene = wanted === null ? null : await get(wanted.id);
  if (wanted === null || scene === null) throw new Error('the record has just been removed; ask again');
  const others = othersThan(wanted, summaries).map(namespecOf);
  const more =
    others.length === 0 ? [] : ['', `Others have failed as well: ${others.join(', ')} (why NAME, why --list).`];
  return { scene, lines: [...tell(scene, Date.now(), await state(namespecOf(scene))), ...more] };
}

export function tellAll(summaries: readonly SceneSummary[]): string[] {
  return tellList(summaries, Date.now());
}
