import { daemonFamilies } from '../rpc/metrics/daemon.ts';
import type { Family } from '../rpc/metrics/family.ts';
import { processFamilies } from '../rpc/metrics/processes.ts';
import { type Block, heading, type Page, terms, text } from './blocks.ts';

/** Every metric of `GET /metrics`. */
export async function metricsPage(): Promise<Page> {
  const daemon = await daemonFamilies({ mood: 'RUNNING', orphans: 0 }, '');
  const processes = await processFamilies([], 0);
  return {
    title: 'Metrics',
    blocks: [
      ...text('What `GET /metrics` of a server answers, in the text format of Prometheus.'),
      heading(2, 'Of each process', 'processes'),
      ...text('Each has the labels `group` and `name`; what a process does not have (a pid, a probe) is left out.'),
      familyTerms(processes),
      heading(2, 'Of the daemon', 'daemon'),
      familyTerms(daemon),
    ],
  };
}

function familyTerms(families: readonly Family[]): Block {
  return terms(
    'metric',
    'meaning',
    families.map(({ name, type, help }) => [name, `${type}: ${help}`]),
  );
}
