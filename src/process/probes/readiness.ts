import type { Probe } from '../../model/config.ts';
import type { Watched } from './watch.ts';

/** Between two looks at a program that is starting; most are ready within a second. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const ATTEMPT_MS = 5000;

/** Looks until the program is ready, or its run is over. */
export async function watchReadiness(watched: Watched, probe: Probe): Promise<void> {
  const { process, clock, log, over } = watched;
  const { ready_timeout: timeout, name } = process.config;
  const late = clock.at(clock.now() + timeout * 1000, () => {
    if (!over() && !process.status.ready) log.warn(`${name} is not ready after ${timeout} seconds: ${why}`);
  });
  let why: string | null = 'nothing has been seen yet';
  for (let pause = FIRST_PAUSE_MS; !over() && probe.kind !== 'log'; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    why = await watched.attempt(probe, ATTEMPT_MS);
    if (over()) break;
    if (why === null) {
      log.info(`ready: ${name}`);
      process.saw({ ready: true });
      break;
    }
    await watched.pause(pause);
  }
  if (probe.kind !== 'log') late();
}
