import { statSync } from 'node:fs';
import { pause } from '../../helpers/waitFor.ts';
import type { Id } from '../contestants/index.ts';
import { experiment } from '../experiment.ts';
import { cpuSeconds } from '../proc.ts';

/** Who is slow writes less, for so long. */
const MOST_MS = 3000;
const MEGABYTES = Number(process.env.BENCH_STREAM_MB ?? 1000);
/** What stdio makes of lines on a pipe, and so what most programs write at once. */
const BLOCK = Number(process.env.BENCH_STREAM_BLOCK ?? 4096);
/** Keeps the contestant's own start out of the figures, and what it gives back soon after. */
const DELAY_MS = 4000;
const PIPE_BYTES = 65_536;
/** What the pipe still holds when the program has written all. */
const TAIL_MS = 500;

/** PM2 does not rotate by itself, s6-log does nothing else. */
export const stream = [
  loud('stream-rotated', 'rotated every 50 MB', true, ['ours', 'supervisord', 'runit', 's6']),
  loud('stream-whole', 'never rotated', false, ['ours', 'supervisord', 'runit', 'pm2']),
];

function loud(name: string, how: string, rotated: boolean, who: readonly Id[]) {
  return experiment({
    name,
    about: `one program writes to its log file as fast as it can, ${MEGABYTES} MB at most and for ${MOST_MS / 1000} s at most, ${how}`,
    who,
    bound: 60,
    // Memory that the kernel has not used before makes a first run slow.
    rounds: 3,
    measures: {
      speed: { title: `one loud program, ${how}: MB a second`, unit: '', digits: 0 },
      cpu: { title: 'CPU seconds for each of its gigabytes', unit: 's', digits: 2 },
    },
    run: async ({ start, note, contestant, sandbox }) => {
      const args = [MEGABYTES, BLOCK, DELAY_MS, MOST_MS];
      const running = await start({ program: 'stream', args, rotated });
      await running.stamps(1);
      await pause(DELAY_MS - 500);
      const before = running.sum(cpuSeconds);
      const [, begin = 0, written = 0, gigabytes = 0] = await running.stamps(4);
      const log = sandbox.path(contestant.log ?? '');
      // What is never rotated can be waited for: some hold much of it back in their memory, svlogd the last few bytes.
      if (rotated) await pause(TAIL_MS);
      else await running.until('the whole log', () => statSync(log).size > gigabytes * 1e9 - PIPE_BYTES);
      const end = rotated ? written : Math.max(written, statSync(log).mtimeMs / 1000 - clockOffset());
      note({ speed: (gigabytes * 1000) / (end - begin), cpu: (running.sum(cpuSeconds) - before) / gigabytes });
    },
  });
}

/** From the monotonic clock of the programs to that of files. */
function clockOffset(): number {
  return Date.now() / 1000 - Number(process.hrtime.bigint()) / 1e9;
}
