import type { Probe } from '../../model/config.ts';
import type { Watched } from './watch.ts';

/** A program that has not been seen healthy yet is looked at this often at least. */
const FIRST_INTERVAL_MS = 1000;

/** Looks as long as the run lasts. `onUnhealthy`: as many failures in a row as health_retries says. */
export async function watchHealth(watched: Watched, probe: Probe, onUnhealthy: () => void): Promise<void> {
  const { process, clock, log, over } = watched;
  const { name, health_interval, health_timeout, health_retries, health_start_period } = process.config;
  const interval = health_interval * 1000;
  const counted = clock.now() + health_start_period * 1000;
  let failures = 0;
  while (!over()) {
    await watched.pause(process.status.health === 'starting' ? Math.min(FIRST_INTERVAL_MS, interval) : interval);
    if (over()) return;
    const why = await watched.attempt(probe, health_timeout * 1000);
    if (over()) return;
    const before = process.status.health;
    if (why === null) {
      failures = 0;
      if (before !== 'healthy') log.info(`healthy: ${name}`);
      if (before !== 'healthy') process.saw({ health: 'healthy' });
      continue;
    }
    if (before === 'starting' && clock.now() < counted) continue;
    failures++;
    log.debug(`health check of ${name} failed (${failures} of ${health_retries}): ${why}`);
    if (failures < health_retries || before === 'unhealthy') continue;
    log.warn(`unhealthy: ${name} (${why})`);
    process.saw({ health: 'unhealthy' });
    onUnhealthy();
  }
}
