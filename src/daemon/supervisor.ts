import type { Lookups } from '../config/lookups.ts';
import type { Config, GroupConfig, ProcessConfig, SupervisordConfig } from '../model/config.ts';
import type { SupervisorStateName } from '../model/states.ts';
import { decodeWaitStatus, type ProcessExit } from '../model/waitStatus.ts';
import type { AwaitsExit, Log, ProcessContext, StateChange } from '../process/context.ts';
import type { Events } from '../process/events/events.ts';
import { processGroupPayload, processStateEvent, processStatePayload } from '../process/events/payloads.ts';
import { createGroup, type Group } from '../process/group.ts';
import { createPipes } from '../process/pipes.ts';
import type { Process } from '../process/process.ts';
import type { Clock } from '../util/clock.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import type { Scenes } from './scenes.ts';

/** What the running daemon knows: its groups, its mood, and who is told when a process changes its state. */
export interface Supervisor {
  /** As it was read last: a reread replaces it, and what runs on of the one before runs on. */
  config: Config;
  readonly log: DaemonLog;
  readonly clock: Clock;
  /** What processes work with: for what is started beside them. */
  readonly context: ProcessContext;
  /** The user database, for programs that are added at run time. */
  readonly lookups: Lookups;
  readonly groups: ReadonlyMap<string, Group>;
  mood: SupervisorStateName;
  /** False if a group of that name is there already. */
  addGroup(config: GroupConfig): boolean;
  /** Forgets a group whose processes have all stopped. */
  removeGroup(name: string): void;
  /** Gives a group a new configuration. Its processes go on as they are, except those that leave, which have stopped. */
  reshapeGroup(config: GroupConfig, leaving: ReadonlySet<string>): void;
  processes(): Iterable<Process>;
  /** Starts a process when what it depends on has come; most depend on nothing. */
  startInOrder(process: Process): void;
  readonly dependencies: Dependencies;
  /** Records of failures, older lives of the daemon included. */
  readonly scenes: Scenes;
  /** Empties the activity log: 0, or the errno for which its file could not be removed. */
  clearLog(): number;
  /** Reaps every child that has ended, ours or adopted. */
  reap(): void;
  /** Adopted ones that have been reaped so far. */
  readonly orphans: number;
  /** What a client may ask for, besides a signal. */
  shutdown(): void;
  /** Null, or why the new configuration cannot be used: everything runs on as it was. */
  restart(): Restarted;
  /** What listeners can subscribe to happens here. */
  readonly events: Events;
  /** Who answers `shutdown` and `restart`. */
  onRequest(requests: Requests): void;
  /** Called at every change of state until the returned function is called. */
  observe(observer: (change: StateChange) => void): () => void;
  /** Called whenever a group has been added, changed or removed. */
  observeGroups(observer: () => void): () => void;
  /** The same for what probes see. */
  observeProbes(observer: (process: Process) => void): () => void;
}

export interface Requests {
  shutdown(): void;
  restart(): Restarted;
}

/** Null, or why not; a promise of that where something has to be loaded first to find out. */
export type Restarted = string | null | Promise<string | null>;

/** The activity log; a function is called only where its level is written. */
export type DaemonLog = Readonly<Record<keyof Log | 'trace', (message: string | (() => string)) => void>>;

export interface SupervisorServices
  extends Omit<
    ProcessContext,
    'mayStart' | 'pipes' | 'awaitExit' | 'onStateChange' | 'onSeen' | 'prepareLogs' | 'supervisord' | 'judging'
  > {
  prepareLogs(config: ProcessConfig, supervisord: SupervisordConfig): ProcessConfig;
  readonly log: DaemonLog;
  clearLog(): number;
  readonly scenes: Scenes;
  /** Onto our own stdout. */
  print(text: string): void;
}

export function createSupervisor(config: Config, services: SupervisorServices): Supervisor {
  const groups = new Map<string, Group>();
  const children = new Map<number, AwaitsExit>();
  const observers = new Set<(change: StateChange) => void>();
  const groupObservers = new Set<() => void>();
  const probeObservers = new Set<(process: Process) => void>();
  const { log, native, events } = services;
  let requests: Requests | null = null;
  let orphans = 0;
  let dependencies: Dependencies | null = null;

  const context: ProcessContext = {
    ...services,
    pipes: createPipes(native),
    prepareLogs: (process) => services.prepareLogs(process, supervisor.config.supervisord),
    awaitExit: (pid, waiting) => void children.set(pid, waiting),
    mayStart: () => supervisor.mood === 'RUNNING',
    supervisord: () => supervisor.config.supervisord,
    judging: { log, print: services.print, configFile: config.file },
    onSeen(process) {
      for (const observer of [...probeObservers]) observer(process);
    },
    onStateChange(change) {
      events.notify(processStateEvent(change.to), () => processStatePayload(change));
      for (const observer of [...observers]) observer(change);
    },
  };

  function groupsChanged(): void {
    for (const observer of [...groupObservers]) observer();
  }

  const supervisor: Supervisor = {
    config,
    log,
    clock: services.clock,
    context,
    lookups: native,
    groups,
    mood: 'RUNNING',
    addGroup(groupConfig) {
      if (groups.has(groupConfig.name)) return false;
      groups.set(groupConfig.name, createGroup(context, groupConfig));
      events.notify('PROCESS_GROUP_ADDED', () => processGroupPayload(groupConfig.name));
      groupsChanged();
      return true;
    },
    removeGroup(name) {
      const group = groups.get(name);
      if (group === undefined) return;
      for (const process of group.processes.values()) process.close();
      group.pool?.close();
      groups.delete(name);
      events.notify('PROCESS_GROUP_REMOVED', () => processGroupPayload(name));
      groupsChanged();
    },
    reshapeGroup(groupConfig, leaving) {
      const kept = new Map(groups.get(groupConfig.name)?.processes);
      for (const name of leaving) {
        kept.get(name)?.close();
        kept.delete(name);
      }
      groups.set(groupConfig.name, createGroup(context, groupConfig, kept));
      groupsChanged();
    },
    *processes() {
      for (const group of groups.values()) yield* group.processes.values();
    },
    startInOrder(process) {
      if (process.config.depends_on.length === 0) process.start();
      else supervisor.dependencies.start(process);
    },
    get dependencies() {
      dependencies ??= createDependencies(supervisor);
      return dependencies;
    },
    scenes: services.scenes,
    clearLog: services.clearLog,
    reap() {
      for (const { pid, status, maxrss, user, system } of native.reap()) {
        const exit: ProcessExit = { ...decodeWaitStatus(status), used: { maxrss, user, system } };
        const waiting = children.get(pid);
        children.delete(pid);
        if (waiting !== undefined) waiting.exited(exit);
        else {
          orphans++;
          log.info(`reaped unknown pid ${pid} (${exit.description})`);
        }
      }
    },
    get orphans() {
      return orphans;
    },
    shutdown: () => requests?.shutdown(),
    restart: () => requests?.restart() ?? null,
    events,
    onRequest(to) {
      requests = to;
    },
    observeGroups(observer) {
      groupObservers.add(observer);
      return () => groupObservers.delete(observer);
    },
    observeProbes(observer) {
      probeObservers.add(observer);
      return () => probeObservers.delete(observer);
    },
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
  };
  return supervisor;
}
