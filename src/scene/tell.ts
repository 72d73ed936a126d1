import { causeOf } from './cause.ts';
import { evidenceOf, shortEvidenceOf } from './evidence.ts';
import { namespecOf, type Scene, type SceneSummary, whatHappened } from './record.ts';

export { namespecOf };

import { duration, moment } from './units.ts';

/**
 * A record as a colleague would tell it: the cause, what to do, and what shows it. `now`: wall milliseconds; `state`: what
 * the process does now, where that is known.
 */
export function tell(scene: Scene, now: number, state: string | null): string[] {
  const present = state === null ? [] : [`Now: ${state}`];
  const after = [happened(scene, now), `Then: ${scene.next}.`, ...present];
  return [...causeAndAdvice(scene), '', ...after, '', ...evidenceOf(scene)];
}

/** The same in short, for a log. */
export function brief(scene: Scene, now: number): string[] {
  return [...causeAndAdvice(scene), '', happened(scene, now), ...shortEvidenceOf(scene)];
}

function causeAndAdvice(scene: Scene): string[] {
  const { sentence, advice } = causeOf(scene);
  const todo = advice.map((line, index) => `${index === 0 ? 'What to do: ' : '            '}${line}`);
  return [`${namespecOf(scene)}: ${sentence}`, ...todo];
}

function happened(scene: Scene, now: number): string {
  const { run, tries, restarts, options, kind, time } = scene;
  const uptime = run === undefined ? '' : ` after ${duration(run.uptime)}`;
  const early = kind === 'start' ? ` (startsecs=${options.startsecs})` : '';
  const counted = [tries > 1 ? `failed starts in a row: ${tries}` : '', restarts > 0 ? `restarts: ${restarts}` : ''];
  const counts = counted.filter((text) => text !== '').join(', ');
  const what = `${whatHappened(scene)}${uptime}${early}${counts === '' ? '' : `; ${counts}`}`;
  return `${moment(time)}, ${ago(time, now)}: ${what}`;
}

function ago(time: string, now: number): string {
  return `${duration(now - Date.parse(time))} ago`;
}

/** A line each of a list, the latest first. */
export function tellList(summaries: readonly SceneSummary[], now: number): string[] {
  const names = summaries.map(namespecOf);
  const width = Math.max(...names.map((name) => name.length));
  return summaries.map(({ time, gaveUp, what, cause }, index) => {
    const name = (names[index] ?? '').padEnd(width);
    const until = cause.indexOf('. ');
    const sentence = until === -1 ? cause : cause.slice(0, until + 1);
    return `${moment(time)}  ${ago(time, now).padStart(15)}  ${name}  ${gaveUp ? 'FATAL' : '     '}  ${what}: ${sentence}`;
  });
}

/** Which one somebody wants to hear of who names none: what was given up before what is tried again, the latest first. */
export function mostImportant(summaries: readonly SceneSummary[]): SceneSummary | null {
  const latest = latestOfEach(summaries);
  return latest.find(({ gaveUp }) => gaveUp) ?? latest[0] ?? null;
}

/** The last failure of each other process, for who wants to ask on. */
export function othersThan(told: SceneSummary, summaries: readonly SceneSummary[]): SceneSummary[] {
  return latestOfEach(summaries).filter((each) => namespecOf(each) !== namespecOf(told));
}

function latestOfEach(summaries: readonly SceneSummary[]): SceneSummary[] {
  const seen = new Map<string, SceneSummary>();
  for (const summary of summaries) {
    if (!seen.has(namespecOf(summary))) seen.set(namespecOf(summary), summary);
  }
  return [...seen.values()];
}
