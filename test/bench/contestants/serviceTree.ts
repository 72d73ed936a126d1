import type { Sandbox } from '../../helpers/sandbox.ts';
import type { Workload } from './index.ts';

const LOGGERS = {
  svlogd: {
    run: 'exec svlogd -b 65536 .',
    config: (rotated: boolean) => (rotated ? 's50000000\nn10\n' : 's0\n'),
  },
  // It has no way to keep everything in one file.
  's6-log': { run: 'exec s6-log n10 s50000000 ./main', config: () => '' },
} as const;

/** Service directories as runit and s6 have them, each with its logger. Answers the path of the tree. */
export function serviceTree(
  { argv, count, rotated }: Workload,
  sandbox: Sandbox,
  logger: keyof typeof LOGGERS,
): string {
  const { run, config } = LOGGERS[logger];
  const text = config(rotated);
  const command = argv.map((word) => `'${word}'`).join(' ');
  for (let i = 0; i < count; i++) {
    sandbox.write(`service/program-${i}/run`, script(`exec 2>&1 ${command}`));
    sandbox.write(`service/program-${i}/log/run`, script(run));
    if (text) sandbox.write(`service/program-${i}/log/config`, text);
  }
  return sandbox.path('service');
}

function script(line: string) {
  return { text: `#!/bin/sh\n${line}\n`, mode: 0o755 };
}
