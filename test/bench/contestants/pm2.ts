import type { Sandbox } from '../../helpers/sandbox.ts';
import type { Workload } from './index.ts';

/** An ecosystem file; without a module from elsewhere PM2 rotates nothing. Answers its path. */
export function pm2({ argv, count }: Workload, sandbox: Sandbox): string {
  const [script, ...args] = argv;
  const log = sandbox.path('program.log');
  const app = { name: 'program', script, args, interpreter: 'none', instances: count, exec_mode: 'fork' };
  const apps = count === 0 ? [] : [{ ...app, merge_logs: true, out_file: log, error_file: log, autorestart: true }];
  return sandbox.write('ecosystem.json', JSON.stringify({ apps }));
}
