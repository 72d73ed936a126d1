import type { ProcessConfig } from '../model/config.ts';
import type { Channel, LogFile } from './autoLogs.ts';

/** What has to happen with the output of one channel. */
export interface OutputPlan {
  readonly file: LogFile | null;
  readonly maxbytes: number;
  readonly backups: number;
  readonly syslog: boolean;
  readonly strip: boolean;
  /** It comes through a terminal, which puts a carriage return before each line feed, and somebody may sit at it. */
  readonly terminal: boolean;
  /** Into the activity log, at loglevel debug. */
  readonly echo: boolean;
  /** PROCESS_LOG events. */
  readonly events: boolean;
  /** capture_maxbytes; 0: no capture. */
  readonly capture: number;
  /** Somebody reads the raw output: an event listener's protocol. */
  readonly tapped: boolean;
  /** Somebody looks for a line in it. */
  readonly watched: boolean;
  /** Where it goes besides the file. */
  readonly tee: string | null;
  /** Lines look different there, or in the file where there is no `tee`. */
  readonly shaped: boolean;
}

export interface PlanInputs {
  readonly config: ProcessConfig;
  readonly channel: Channel;
  readonly file: LogFile | null;
  /** strip_ansi of [supervisord]. */
  readonly strip: boolean;
  readonly echo: boolean;
  readonly onLog: boolean;
  readonly onCommunication: boolean;
  readonly onText: boolean;
  /** The stdout of an event listener: it speaks a protocol, so it has no events, no capture and no syslog. */
  readonly listener: boolean;
}

export function planOutput(inputs: PlanInputs): OutputPlan {
  const { config, channel, file, listener } = inputs;
  const target = file?.path === 'syslog' ? null : file;
  return {
    file: target,
    maxbytes: config[`${channel}_logfile_maxbytes`],
    backups: config[`${channel}_logfile_backups`],
    syslog: !listener && (config[`${channel}_syslog`] || target !== file),
    strip: inputs.strip,
    terminal: config.pty && !listener,
    echo: inputs.echo,
    events: !listener && inputs.onLog && config[`${channel}_events_enabled`],
    capture: !listener && inputs.onCommunication ? config[`${channel}_capture_maxbytes`] : 0,
    tapped: listener,
    watched: inputs.onText,
    tee: listener ? null : config[`${channel}_tee`],
    shaped: !listener && (config[`${channel}_format`] !== 'raw' || config[`${channel}_timestamps`]),
  };
}

/** False: the bytes go to their file (or nowhere) as they are, and the pump can move them without us. */
export function needsLook(plan: OutputPlan): boolean {
  const changed = plan.strip && (plan.file !== null || plan.syslog);
  const { syslog, echo, events, capture, tapped, watched, tee, shaped, terminal } = plan;
  return terminal || syslog || echo || watched || events || capture > 0 || tapped || tee !== null || shaped || changed;
}
