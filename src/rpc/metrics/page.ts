import type { Supervisor } from '../../daemon/supervisor.ts';
import type { HttpResponse } from '../../http/types.ts';
import { allByName } from '../processLists.ts';
import { daemonFamilies } from './daemon.ts';
import { CONTENT_TYPE, writeFamilies } from './family.ts';
import { processFamilies } from './processes.ts';

/** Everything that Prometheus is told, collected when it asks. */
export async function metricsPage(supervisor: Supervisor, version: string): Promise<HttpResponse> {
  const families = [
    ...(await daemonFamilies(supervisor, version)),
    ...(await processFamilies(allByName(supervisor), supervisor.clock.wall())),
  ];
  const headers = { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' };
  return { status: 200, headers, body: writeFamilies(families) };
}
