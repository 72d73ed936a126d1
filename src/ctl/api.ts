import type { Scene, SceneSummary } from '../scene/record.ts';

/** The XML-RPC methods that the actions call: their parameters and results. */

export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  readonly state: number;
  readonly statename: string;
  readonly description: string;
  readonly pid: number;
  readonly stderr_logfile: string;
}

/** One process of a call on many. */
export interface ProcessResult {
  readonly name: string;
  readonly group: string;
  /** A fault code; 80 is success. */
  readonly status: number;
  readonly description: string;
}

export interface ConfigInfo {
  readonly name: string;
  readonly group: string;
  readonly inuse: boolean;
  readonly autostart: boolean;
  readonly group_prio: number;
  readonly process_prio: number;
}

/** Names of added, changed and removed groups. */
export type ConfigChanges = readonly [readonly string[], readonly string[], readonly string[]];

/** One group that an update would touch; `tsupervisor.previewUpdate` of our own server. */
export interface PreviewedGroup {
  readonly group: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly differences: readonly {
    /** Name of the process, or empty for an option of the group itself. */
    readonly process: string;
    readonly option: string;
    readonly before: string;
    readonly after: string;
  }[];
}

/** One thing that `tsupervisor.updateMinimal` or `tsupervisor.scale` did, in the order in which it was done. */
export interface UpdateStep {
  readonly group: string;
  /** Name of the process, or empty where it was the whole group. */
  readonly process: string;
  /** Words for a person: `restarted`, `added process group`. */
  readonly action: string;
  readonly failed: boolean;
}

/** `tsupervisor.getHealth` of our own server. */
export interface HealthReport {
  readonly ok: boolean;
  /** `running`, or why the daemon as a whole is not ready. */
  readonly daemon: string;
  readonly processes: readonly {
    readonly namespec: string;
    readonly ok: boolean;
    /** `RUNNING, not ready`. */
    readonly condition: string;
    /** What it says of itself. */
    readonly statustext: string;
    readonly spawnerr: string;
  }[];
}

export type GraphCondition = 'started' | 'ready' | 'healthy' | 'done';

/** One process of `tsupervisor.getGraph`. */
export interface GraphNode {
  readonly namespec: string;
  readonly condition: string;
  readonly state: string;
  readonly waiting_for: string;
  readonly depends_on: readonly {
    readonly name: string;
    readonly condition: GraphCondition;
    readonly come: boolean;
    /** Namespecs. */
    readonly processes: readonly string[];
  }[];
  /** Milliseconds since the daemon began to start programs, of the first start; -1: not yet. */
  readonly times: Readonly<Record<GraphCondition | 'waiting' | 'spawned', number>>;
}

/** What became of a process at `tsupervisor.restartParallel`: fault codes, 80 is success, 0 was not tried. */
export interface RestartResult extends ProcessResult {
  /** Of the stop; `status` is that of the start. */
  readonly stop: number;
  readonly stop_description: string;
}

export interface Methods {
  'supervisor.getVersion': [[], string];
  'tsupervisor.getVersion': [[], string];
  'supervisor.getSupervisorVersion': [[], string];
  'supervisor.getPID': [[], number];
  'supervisor.getAllProcessInfo': [[], readonly ProcessInfo[]];
  'supervisor.getProcessInfo': [[name: string], ProcessInfo];
  'supervisor.getAllConfigInfo': [[], readonly ConfigInfo[]];
  'supervisor.startProcess': [[name: string], boolean];
  'supervisor.startProcessGroup': [[group: string], readonly ProcessResult[]];
  'supervisor.startAllProcesses': [[], readonly ProcessResult[]];
  'supervisor.stopProcess': [[name: string], boolean];
  'supervisor.stopProcessGroup': [[group: string], readonly ProcessResult[]];
  'supervisor.stopAllProcesses': [[], readonly ProcessResult[]];
  'supervisor.signalProcess': [[name: string, signal: string], boolean];
  'supervisor.signalProcessGroup': [[group: string, signal: string], readonly ProcessResult[]];
  'supervisor.signalAllProcesses': [[signal: string], readonly ProcessResult[]];
  'supervisor.clearProcessLogs': [[name: string], boolean];
  'supervisor.clearAllProcessLogs': [[], readonly ProcessResult[]];
  'supervisor.readProcessStdoutLog': [[name: string, offset: number, length: number], string];
  'supervisor.readProcessStderrLog': [[name: string, offset: number, length: number], string];
  'supervisor.readLog': [[offset: number, length: number], string];
  'supervisor.sendProcessStdin': [[name: string, chars: string], boolean];
  'supervisor.reloadConfig': [[], readonly [ConfigChanges]];
  'supervisor.addProcessGroup': [[group: string], boolean];
  'supervisor.removeProcessGroup': [[group: string], boolean];
  'supervisor.restart': [[], boolean];
  'supervisor.shutdown': [[], boolean];
  'system.listMethods': [[], readonly string[]];
  'tsupervisor.previewUpdate': [[groups: readonly string[]], readonly PreviewedGroup[]];
  'tsupervisor.updateMinimal': [[groups: readonly string[]], readonly UpdateStep[]];
  'tsupervisor.getHealth': [[names: readonly string[]], HealthReport];
  'tsupervisor.getGraph': [[], readonly GraphNode[]];
  'tsupervisor.getScenes': [[names: readonly string[], limit: number], readonly SceneSummary[]];
  'tsupervisor.getScene': [[id: string], Scene];
  'tsupervisor.startReady': [[name: string, timeout: number], boolean];
  'tsupervisor.restartParallel': [[names: readonly string[]], readonly RestartResult[]];
  'tsupervisor.scale': [[name: string, count: number], readonly UpdateStep[]];
}

export type Call = <M extends keyof Methods>(method: M, ...params: Methods[M][0]) => Promise<Methods[M][1]>;
