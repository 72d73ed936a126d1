import type { RealizedConfig, RealizeResult } from '../config/realize.ts';
import type { Config } from '../model/config.ts';
import type { Native } from '../native/index.ts';
import { createEvents, type Events, type Serials } from '../process/events/events.ts';
import { prepareSockets } from '../process/fcgiSockets.ts';
import type { Clock } from '../util/clock.ts';
import type { Launch } from '../util/launch.ts';
import { detach, reportUp } from './daemonize.ts';
import { watchForTheEnd } from './exitPolicy.ts';
import type { Exported } from './exportEnvironment/exportEnvironment.ts';
import { surviveFaults } from './faults.ts';
import { applyLimits } from './limits.ts';
import { type DaemonLogs, openLogs } from './logs.ts';
import { watchMemory } from './memory.ts';
import { removePidfile, writePidfile } from './pidfile.ts';
import { watchProbes } from './probes.ts';
import { createScenes, type Scenes } from './scenes.ts';
import { watchSchedules } from './schedules.ts';
import { settleLater } from './settle.ts';
import { stopAllInOrder } from './shutdown.ts';
import { reactTo, type SignalQueue } from './signals.ts';
import { startAutomatic } from './startup.ts';
import { createSupervisor, type Restarted, type Supervisor } from './supervisor.ts';
import { createTicks, type Ticks } from './ticks.ts';
import { becomeUser } from './user.ts';

/** The control servers; they live in a layer above this one. */
export interface Servers {
  /** Why those of a new configuration could not be opened, as far as can be told now; null at once: nothing to look at. */
  lookAhead(config: Config): Promise<string | null> | null;
  /** What has been answered already still gets to its client. */
  close(): Promise<void>;
}

export interface DaemonInput {
  readonly native: Native;
  readonly clock: Clock;
  readonly launch: Launch;
  readonly signals: SignalQueue;
  /** This process was started by another one that waits for it to be up. */
  readonly inBackground: boolean;
  readonly first: RealizedConfig;
  /** Reads the configuration again, at a SIGHUP. */
  realize(): RealizeResult;
  /** Rejects with an Error with the reference's sentence where one cannot be opened. */
  openServers(supervisor: Supervisor, realize: () => RealizeResult): Promise<Servers>;
  /** Ends with the reference's usage message: nothing has been started. */
  usage(error: string): never;
}

/** One life of the daemon, from its configuration to its last log line; a restart is another life of the same process. */
interface Life {
  readonly supervisor: Supervisor;
  readonly logs: DaemonLogs;
  readonly servers: Servers;
  readonly pidfile: string | null;
  readonly ticks: Ticks;
}

/** Runs the daemon until it has shut down. Resolves to its exit status. */
export async function runDaemon(input: DaemonInput): Promise<number> {
  let next: RealizedConfig | null = input.first;
  const serials: Serials = { next: 0 };
  const scenes = createScenes(input.clock);
  // Node ends when nothing is pending, and a handled signal does not count as that.
  input.clock.at(Number.POSITIVE_INFINITY, () => undefined);
  let status = 0;
  for (let first = true; next !== null; first = false) {
    const life = await begin(input, next, first, createEvents(serials), scenes);
    const stopSurviving = surviveFaults(life.logs.log);
    const forget = scenes.watch(life.supervisor);
    const outcome = await live(input, life);
    forget();
    await scenes.settled();
    next = outcome.next;
    status = outcome.status;
    await end(life);
    stopSurviving();
  }
  return status;
}

async function begin(
  input: DaemonInput,
  realized: RealizedConfig,
  first: boolean,
  events: Events,
  scenes: Scenes,
): Promise<Life> {
  const { native, clock, launch } = input;
  const { config, uid, serverurl } = realized;
  const { export_environment } = config.supervisord;
  const exported = export_environment.length === 0 ? NOTHING_EXPORTED : await exportedEnvironment(config);
  const user = becomeUser(native, uid);
  if (!user.ok) input.usage(user.error);
  const limits = applyLimits(native, config.supervisord, launch);
  if (!limits.ok) input.usage(limits.error);
  const logs = openLogs(native, config, events);
  const { log } = logs;
  for (const message of user.criticals) log.critical(message);
  for (const message of [...config.warnings, ...exported.warnings]) log.warn(message);
  for (const message of [...config.infos, ...exported.infos, ...user.infos, ...(first ? limits.infos : [])])
    log.info(message);
  if (!config.supervisord.nocleanup) logs.clearAutomatic();
  if (config.supervisord.subreaper) native.setSubreaper(true);
  const supervisor = createSupervisor(config, {
    native,
    clock,
    log,
    events,
    serverurl,
    environment: environment(),
    rlimits: limits.children,
    openOutput: logs.openOutput,
    prepareLogs: logs.prepare,
    clearLog: log.remove,
    print: logs.print,
    scenes,
  });
  const ticks = createTicks(clock, events);
  events.onWantedChange(() => {
    ticks.revise();
    for (const process of supervisor.processes()) process.reviseOutputs();
  });
  await prepareSockets(config.groups);
  for (const group of config.groups) supervisor.addGroup(group);
  if (first) refuseBrokenGroups(input, supervisor, logs);
  const servers = await openServersOrExit(input, supervisor, logs);
  if (first && input.inBackground) detach(native, log, config.supervisord);
  const pidfile = writePidfile(config.supervisord.pidfile, log) ? config.supervisord.pidfile : null;
  if (first && input.inBackground) reportUp();
  return { supervisor, logs, servers, pidfile, ticks };
}

/** As the reference, but not under programs that are to be restarted: there it is said in the log and by `status`. */
function refuseBrokenGroups(input: DaemonInput, { groups }: Supervisor, { log }: DaemonLogs): void {
  for (const { problems } of groups.values()) {
    const [problem] = problems;
    if (problem === undefined) continue;
    log.flush();
    input.usage(problem);
  }
}

async function openServersOrExit(input: DaemonInput, supervisor: Supervisor, { log }: DaemonLogs): Promise<Servers> {
  try {
    return await input.openServers(supervisor, input.realize);
  } catch (error) {
    log.flush();
    return input.usage((error as Error).message);
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
}

const NOTHING_EXPORTED: Exported = { infos: [], warnings: [] };

/** Before the daemon becomes another user, who may not write there. */
async function exportedEnvironment({ supervisord }: Config): Promise<Exported> {
  const { exportEnvironment } = await import('./exportEnvironment/exportEnvironment.ts');
  return exportEnvironment(supervisord, environment());
}

interface Outcome {
  /** What is to be run then, or null. */
  readonly next: RealizedConfig | null;
  /** What the daemon exits with if there is no next life. */
  readonly status: number;
}

/** Supervises until everything has stopped again. */
function live(input: DaemonInput, { supervisor, logs, servers }: Life): Promise<Outcome> {
  return new Promise((resolve) => {
    let successor: RealizedConfig | null = null;
    let stopping = false;
    let status = 0;

    function stop(): void {
      if (stopping) return;
      stopping = true;
      stopSchedules();
      supervisor.events.notify('SUPERVISOR_STATE_CHANGE_STOPPING', () => '');
      stopAllInOrder(supervisor, input.clock, () => {
        input.signals.hold();
        resolve({ next: supervisor.mood === 'SHUTDOWN' ? null : successor, status });
      });
    }

    function restart(): Restarted {
      const realized = input.realize();
      if (!realized.ok) return refuse(realized.error);
      const looked = servers.lookAhead(realized.config);
      if (looked === null) return startOver(realized);
      return looked.then((error) => (error === null ? startOver(realized) : refuse(error)));
    }

    function refuse(error: string): string {
      logs.log.critical(`not restarted, because the new configuration cannot be used: ${error}`);
      return error;
    }

    function startOver(realized: RealizedConfig): null {
      // Somebody may have asked for the end meanwhile.
      if (supervisor.mood === 'SHUTDOWN') return null;
      successor = realized;
      supervisor.mood = 'RESTARTING';
      stop();
      return null;
    }

    function shutdown(): void {
      supervisor.mood = 'SHUTDOWN';
      stop();
    }

    watchMemory(supervisor);
    const stopSchedules = watchSchedules(supervisor);
    watchProbes(supervisor, (code, why) => {
      logs.log.warn(`${why}; shutting down with exit status ${code}`);
      status = code;
      shutdown();
    });
    const policy = watchForTheEnd(supervisor, (code) => {
      status = code;
      shutdown();
    });
    supervisor.onRequest({ shutdown, restart });
    input.signals.deliver((signal) =>
      reactTo(signal, logs.log, supervisor.mood === 'SHUTDOWN', {
        shutdown,
        restart,
        reap: supervisor.reap,
        reopenLogs,
      }),
    );
    supervisor.events.notify('SUPERVISOR_STATE_CHANGE_RUNNING', () => '');
    startAutomatic(supervisor, () => {
      settleLater(input.native, input.clock, logs.log);
      policy.started();
    });

    function reopenLogs(): void {
      logs.log.info('supervisord logreopen');
      logs.log.reopen();
      for (const process of supervisor.processes()) process.reopenLogs();
    }
  });
}

/** Programs get this long to take the last of what was written to our own stdout and stderr. */
const LAST_WORDS_MS = 2000;

async function end({ supervisor, logs, servers, pidfile, ticks }: Life): Promise<void> {
  await servers.close();
  ticks.stop();
  for (const process of supervisor.processes()) process.close();
  if (pidfile !== null) removePidfile(pidfile);
  await logs.log.close(LAST_WORDS_MS);
}
