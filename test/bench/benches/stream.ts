import { statSync } from 'node:fs';
import { pause, waitFor } from '../../helpers/waitFor.ts';
import { startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';
import { cpuSeconds } from '../proc.ts';

const MEGABYTES = Number(process.env.BENCH_STREAM_MB ?? 2000);
/** What stdio makes of lines on a pipe, and so what most programs write at once. */
const BLOCK = Number(process.env.BENCH_STREAM_BLOCK ?? 4096);
/** What the pipe still holds when the program has written all. */
const TAIL_MS = 500;

export const stream = [
  streamBench('stream-rotated', 'rotated every 50 MB (the default)', ''),
  streamBench('stream-whole', 'never rotated', 'stdout_logfile_maxbytes = 0'),
];

function streamBench(name: string, how: string, option: string) {
  return bench({
    name,
    about: `one program writes ${MEGABYTES} MB to its log file, ${how}`,
    seconds: MEGABYTES / 100,
    measures: {
      speed: { title: `log stream, ${how}`, unit: 'MB/s', digits: 0, target: { atLeast: 2 } },
      cpu: { title: 'the same: CPU of the daemon', unit: 's/GB', digits: 2, target: { atMost: 0.35 } },
    },
    run: (contestant, workspace) =>
      workspace.use(async (sandbox) => {
        const daemon = await startDaemon({
          ...{ contestant, workspace, sandbox },
          // The short pause keeps the daemon's own start out of the figures.
          programs: `
[program:stream]
command = /bin/sh -c 'sleep 2; exec ${workspace.program('stream')} {stamps} ${MEGABYTES} ${BLOCK}'
stdout_logfile = {dir}/stream.log
${option}
`,
        });
        await waitFor('the program', () => daemon.log().includes('entered RUNNING state'), { state: daemon.log });
        const before = cpuSeconds(daemon.pid);
        const [begin = 0, end = 0] = await daemon.stamps(2, 600_000);
        await pause(TAIL_MS);
        const cpu = cpuSeconds(daemon.pid) - before;
        if (option) checkSize(sandbox.path('stream.log'));
        await daemon.stop();
        return { speed: MEGABYTES / (end - begin), cpu: cpu / (MEGABYTES / 1000) };
      }),
  });
}

function checkSize(file: string): void {
  const { size } = statSync(file);
  if (size !== MEGABYTES * 1e6) throw new Error(`${file} has ${size} bytes, not ${MEGABYTES * 1e6}: output was lost`);
}
