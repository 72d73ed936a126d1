import { codePoints } from '../../config/python/text.ts';
import type { ProcessInfo } from '../api.ts';
import { makeNamespec } from '../namespec.ts';
import { type Colour, colour } from './colours.ts';
import { padRight } from './pad.ts';

const NARROWEST_NAME = 30;
const NAME_GAP = 3;
const STATE_WIDTH = 10;

/** The lines of `status`; on a terminal the columns fit what stands in them, and the states have colours. */
export function statusTable(infos: readonly ProcessInfo[], fancy: boolean): string[] {
  const names = infos.map(({ group, name }) => makeNamespec(group, name));
  const longest = Math.max(fancy ? 0 : NARROWEST_NAME, ...names.map(codePoints));
  return infos.map((info, index) => {
    const state = padRight(info.statename, STATE_WIDTH);
    const shown = fancy ? colour(state, STATE_COLOURS[info.statename] ?? 'red') : state;
    return `${padRight(names[index] ?? '', longest + NAME_GAP)}${shown}${info.description}`;
  });
}

const STATE_COLOURS: Readonly<Record<string, Colour>> = {
  RUNNING: 'green',
  STARTING: 'yellow',
  STOPPING: 'yellow',
  BACKOFF: 'yellow',
  STOPPED: 'grey',
  EXITED: 'cyan',
  FATAL: 'red',
  UNKNOWN: 'red',
};
