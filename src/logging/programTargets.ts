import type { Native } from '../native/index.ts';
import type { ActivityLog } from './activityLog.ts';
import type { Flow } from './console.ts';
import type { Consoles } from './consoles.ts';
import type { Report } from './outage.ts';
import type { OutputPlan } from './outputPlan.ts';
import { openTarget } from './outputTarget.ts';
import type { Follower } from './rotatingFile.ts';
import type { OutputTarget } from './sink.ts';
import type { Syslog } from './syslogSocket.ts';

/** What all channels of all programs have in common. */
export interface SharedByLogs {
  readonly native: Pick<Native, 'openPump'>;
  readonly consoles: Consoles;
  readonly syslog: Pick<Syslog, 'send'>;
  readonly activityLog: Pick<ActivityLog, 'debug' | 'warn' | 'error' | 'isEnabled'>;
  /** strip_ansi of [supervisord]. */
  readonly stripAnsi: boolean;
  readonly report: Report;
}

export function openTee({ tee }: OutputPlan, { consoles, report }: SharedByLogs): OutputTarget | null {
  if (tee === null) return null;
  return openTarget({ consoles, report, file: { path: tee, owned: false }, maxbytes: 0, backups: 0 });
}

export function openPlanTarget(plan: OutputPlan, shared: SharedByLogs, follower: Follower): OutputTarget | null {
  if (plan.file === null) return null;
  const { file, maxbytes, backups } = plan;
  const { consoles, report } = shared;
  return openTarget({ consoles, report, follower, file, maxbytes, backups });
}

/** Two readers may be slow at different times. */
export function joinAll(flow: Flow, ...targets: readonly (OutputTarget | null)[]): () => void {
  const leave = targets.map((target) =>
    target?.join({ onFull: () => flow.onFull(), onDrained: () => flow.onDrained() }),
  );
  return () => {
    for (const each of leave) each?.();
  };
}
