import { causeOf } from './cause.ts';
import { evidenceOf } from './evidence.ts';
import { namespecOf, type Scene, type SceneSummary, whatHappened } from './record.ts';

export { namespecOf };

import { duration, moment } from './units.ts';

/**
 * A record as a colleague would tell it: the cause, what to do, and what shows it. `now`: wall milliseconds; `state`: what
 * the process does now, where that is known.
 */
export function tell(scene: Scene, now: number, state: string | null): string[] {
  const present = state === null ? [] : [`Now: ${state}`];
  return [...gist(scene, now), ...present, '', ...evidenceOf(scene)];
}

/** Cause, advice and the moment. */
export function gist(scene: Scene, now: number): string[] {
  const { sentence, advice } = causeOf(scene);
  return [
    `${namespecOf(scene)}: ${sentence}`,
    ...advice.map((line, index) => `${index === 0 ? 'What to do: ' : '            '}${line}`),
    '',
    ...happened(scene, now),
  ];
}

function happened(scene: Scene, now: number): string[] {
  const { run, tries, restarts, next, options, kind } = scene;
  const uptime = run === undefined ? '' : ` after ${duration(run.uptime)}`;
  const early = kind === 'start' ? ` (startsecs=${options.startsecs})` : '';
  const counted = [tries > 1 ? `failed starts in a row: ${tries}` : '', restarts > 0 ? `restarts: ${restarts}` : ''];
  const counts = counted.filter((text) => text !== '').join(', ');
  return [
    `${moment(scene.time)}, ${ago(scene.time, now)}: ${whatHappened(scene)}${uptime}${early}${counts === '' ? '' : `; ${counts}`}`,
    `Then: ${next}.`,
  ];
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
