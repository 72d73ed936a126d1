import { startDaemon } from '../daemon.ts';
import { bench } from '../measure.ts';

const COUNT = 2000;

export const orphans = bench({
  name: 'orphans',
  about: `as PID 1: ${COUNT} orphans end at once`,
  seconds: 30,
  measures: {
    gone: {
      title: `${COUNT.toLocaleString('en')} orphans, from the last exit until no zombie is left`,
      unit: 's',
      digits: 3,
      target: { limit: 0.3 },
    },
  },
  skip: () => (process.getuid?.() === 0 ? false : 'a PID namespace needs root'),
  run: (contestant, workspace) =>
    workspace.use(async (sandbox) => {
      const daemon = await startDaemon({
        ...{ contestant, workspace, sandbox, pid1: true },
        programs: `
[program:orphans]
command = /bin/sh -c 'sleep 2; exec ${workspace.program('orphans')} {stamps} ${COUNT}'
`,
      });
      const [lastExit = 0, gone = 0] = await daemon.stamps(2);
      await daemon.stop();
      return { gone: gone - lastExit };
    }),
});
