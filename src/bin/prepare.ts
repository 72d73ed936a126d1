/**
 * Run when the package is installed: lets V8 compile the daemon once, by running it on a small configuration, and keeps
 * the result for every start to come. Without it a start takes half as long again; so what fails here is no failure.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { CACHE_FOLDER, cacheFile, useCodeCache } from '../util/codeCache.ts';

const PATIENCE_MS = 10_000;
const POLL_MS = 20;

const scripts: { readonly file: string; readonly id: string; readonly script: Script }[] = [];
const dir = mkdtempSync(join(tmpdir(), 'tsupervisord-'));
const socket = join(dir, 'sock');
const tidy = (): void => rmSync(dir, { recursive: true, force: true });

try {
  useCodeCache(__dirname, (file, id, script) => scripts.push({ file, id, script }));
  writeFileSync(join(dir, 'conf'), configuration());
  process.argv.splice(2, Number.POSITIVE_INFINITY, '--nodaemon', '--silent', '--configuration', join(dir, 'conf'));
  import('./daemon.ts').catch(giveUp);
  awaitDaemon(performance.now() + PATIENCE_MS);
} catch (error) {
  giveUp(error);
}

function configuration(): string {
  return `[supervisord]
logfile=${dir}/log
pidfile=${dir}/pid
childlogdir=${dir}
[unix_http_server]
file=${socket}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:program]
command=/bin/sh -c 'echo started; exec sleep 60'
startsecs=0
`;
}

/** Asks for the states, as a client would, so that the code for that has run as well. */
function awaitDaemon(until: number): void {
  const again = (error: unknown): void => {
    if (performance.now() > until) giveUp(error);
    else setTimeout(awaitDaemon, POLL_MS, until);
  };
  const body = '<methodCall><methodName>supervisor.getAllProcessInfo</methodName></methodCall>';
  const request = `POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  let answer = '';
  createConnection(socket, function (this: Socket) {
    this.write(request);
  })
    .on('data', (data) => {
      answer += String(data);
    })
    .on('error', again)
    .on('end', () => {
      if (/RUNNING/.test(answer)) keep();
      else again(answer);
    });
}

function keep(): void {
  try {
    mkdirSync(join(__dirname, CACHE_FOLDER), { recursive: true });
    for (const { file, id, script } of scripts) {
      const target = cacheFile(file);
      writeFileSync(`${target}.new`, Buffer.concat([Buffer.from(id, 'latin1'), script.createCachedData()]));
      renameSync(`${target}.new`, target);
    }
    // The daemon ends without a word to us.
    tidy();
    process.kill(process.pid, 'SIGTERM');
  } catch (error) {
    giveUp(error);
  }
}

function giveUp(error: unknown): void {
  process.stderr.write(
    `tsupervisord will start a little slower: its code cache cannot be made here: ${dirname(dir)}: ${String(error)}\n`,
  );
  tidy();
  process.exit(0);
}
