import { ProcessState } from '../model/states.ts';
import type { Process } from '../process/process.ts';
import type { ProcessStatus } from '../process/status.ts';
import type { RpcStruct } from '../xmlrpc/values.ts';
import { Encoded, encodeMembers, STRUCT_END, STRUCT_START } from '../xmlrpc/write.ts';
import { describe } from './processDescription.ts';

/**
 * What getProcessInfo answers, at one moment (wall clock, milliseconds). Dashboards and exporters ask for all of a
 * thousand programs every few seconds: what does not change is kept in the form in which it is sent.
 */
export function createInfoWriter(wall: number): (process: Process) => Encoded {
  const now = Buffer.from(encodeMembers({ now: seconds(wall) }));
  return (process) => {
    const { before, after, whole } = lasting(process, wall);
    return new Encoded(whole ? [before, now, after] : [before, now, after, textOf(process, wall) + REST]);
  };
}

/** What stands on both sides of `now`, in the reference's order, for as long as the status is this one. */
interface Lasting {
  readonly status: ProcessStatus;
  readonly before: Buffer;
  readonly after: Buffer;
  /** The description is in it. That of a process that runs counts the seconds; only its tags are. */
  readonly whole: boolean;
}

const KNOWN = new WeakMap<Process, Lasting>();

function lasting(process: Process, wall: number): Lasting {
  const known = KNOWN.get(process);
  if (known?.status === process.status) return known;
  const written = write(process, wall);
  KNOWN.set(process, written);
  return written;
}

function textOf({ config, status }: Process, wall: number): string {
  return describe(config.name, status, wall);
}

/** What stands around a description, and behind it to the end of the struct. */
const [TAGS = '', END = ''] = encodeMembers({ description: '@' }).split('@');
const REST = END + STRUCT_END;

function write(process: Process, wall: number): Lasting {
  const { config, group, status } = process;
  const stdout_logfile = config.stdout_logfile ?? '';
  const before = {
    name: config.name,
    group,
    start: seconds(status.laststart),
    stop: seconds(status.laststop),
  };
  const after = {
    state: ProcessState[status.state],
    statename: status.state,
    spawnerr: status.spawnerr ?? '',
    exitstatus: status.exitstatus ?? 0,
    logfile: stdout_logfile,
    stdout_logfile,
    stderr_logfile: config.stderr_logfile ?? '',
    pid: status.pid,
    ...signs(process),
  };
  const whole = status.state !== 'RUNNING';
  const rest = whole ? encodeMembers({ description: textOf(process, wall) }) + STRUCT_END : TAGS;
  return {
    status,
    before: Buffer.from(STRUCT_START + encodeMembers(before)),
    after: Buffer.from(encodeMembers(after) + rest),
    whole,
  };
}

/** What a stock supervisord does not know of, where the program has options for it. */
function signs({ config, status }: Process): RpcStruct {
  if (config.ready === null && config.health === null && config.watchdog_sec === null) return NO_SIGNS;
  return {
    ...(config.ready === null ? {} : { ready: status.ready }),
    ...(config.health === null ? {} : { health: status.health ?? '' }),
    statustext: status.statusText ?? '',
  };
}

const NO_SIGNS: RpcStruct = {};

/** XML-RPC's integers have 32 bits; the reference caps times there. */
const LARGEST_INT = 2 ** 31 - 1;

function seconds(milliseconds: number): number {
  return Math.min(Math.trunc(milliseconds / 1000), LARGEST_INT);
}
