import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { freePort } from '../../helpers/freePort.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { PASSWORD, type Served, serve, USERNAME, without } from './tools.ts';

const EXPORTER = '/usr/bin/prometheus-node-exporter';

describe("node_exporter's supervisord collector", { skip: without(EXPORTER, 'prometheus-node-exporter') }, () => {
  for (const way of ['a socket', 'TCP with a password'] as const) {
    test(`gets the same metrics from both daemons, over ${way}`, { timeout: 90_000 }, async () => {
      const [reference, ours] = await Promise.all(
        (['reference', 'ours'] as const).map((flavour) => metrics(flavour, way)),
      );
      assert.match(reference ?? '', /^node_scrape_collector_success\{collector="supervisord"\} 1$/m);
      assert.match(reference ?? '', /^node_supervisord_state\{group="g",name="a"\} 20$/m);
      assert.match(reference ?? '', /^node_supervisord_exit_status\{group="done",name="done"\} 3$/m);
      assert.equal(ours, reference);
    });
  }
});

async function metrics(flavour: 'reference' | 'ours', way: 'a socket' | 'TCP with a password'): Promise<string> {
  const served = await serve(flavour);
  try {
    return await scrape(way === 'a socket' ? `unix://${served.daemon.sandbox.path('s.sock')}` : tcpUrl(served));
  } finally {
    await served.daemon.dispose();
  }
}

function tcpUrl({ port }: Served): string {
  return `http://${USERNAME}:${PASSWORD}@127.0.0.1:${port}/RPC2`;
}

async function scrape(url: string): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const collectors = ['--collector.disable-defaults', '--collector.supervisord', `--collector.supervisord.url=${url}`];
  const exporter = spawn(EXPORTER, [...collectors, `--web.listen-address=${address}`]);
  try {
    await listening(exporter);
    const response = await fetch(`http://${address}/metrics`);
    return lasting(await response.text());
  } finally {
    exporter.kill('SIGKILL');
    await once(exporter, 'close');
  }
}

async function listening(exporter: ChildProcess): Promise<void> {
  let said = '';
  exporter.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await waitFor('the exporter to listen', () => said.includes('TLS is disabled'), { state: () => said });
}

/** What the collector says, without times. */
function lasting(text: string): string {
  const lines = text.split('\n').filter((line) => /supervisord/.test(line) && !/collector_duration/.test(line));
  return lines.map((line) => line.replace(/^(node_supervisord_start_time_seconds\S+ ).*/, '$1T')).join('\n');
}
