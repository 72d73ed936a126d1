/**
 * What plug-ins are made of. The published package has this file as its type declarations, so that a plug-in can say
 * `import type { RpcPluginFactory } from 'tsupervisord'`, or in JavaScript `@type {import('tsupervisord').…}`; it
 * therefore imports nothing. A factory stands in the configuration as `./file.mjs:function`, relative to the directory
 * of the configuration file; `./file.mjs` alone is the default export.
 */

/** What XML-RPC can carry. Whole numbers travel as int, others as double, a Date as UTC, bytes as base64. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };

export type ValueType =
  | 'string'
  | 'int'
  | 'double'
  | 'boolean'
  | 'array'
  | 'struct'
  | 'dateTime.iso8601'
  | 'base64'
  | 'any';

/** The other keys of the plug-in's section, expanded. */
export type Settings = Readonly<Record<string, string>>;

/** What a call was answered with instead of a value. Anything that is thrown with such `code` and `text` counts. */
export interface PluginFault extends Error {
  /** A whole number; those below 100 are Supervisor's own (10 is BAD_NAME). */
  readonly code: number;
  readonly text: string;
}

/**
 * `supervisor.rpcinterface_factory` of an `[rpcinterface:x]`: called once when the daemon starts, as the user that it
 * runs as, before any program. A method `m` of its answer is called as `x.m`. Where it fails, or has not answered within
 * ten seconds, the daemon does not start.
 */
export type RpcPluginFactory = (api: RpcPluginApi, settings: Settings) => RpcMethods | Promise<RpcMethods>;

export type RpcMethods = Readonly<Record<string, RpcMethod>>;

export interface RpcMethod {
  /** In the order in which they are sent. None: the method takes none. */
  readonly params?: readonly RpcParam[];
  /** For `system.methodSignature`. Default: any. */
  readonly result?: ValueType;
  /** For `system.methodHelp`. */
  readonly help?: string;
  /** Answers while the daemon shuts down, too; others end in the fault SHUTDOWN_STATE then. */
  readonly always?: boolean;
  /**
   * Gets the parameters, whose number and types have been checked. The whole daemon waits while it computes: what takes
   * longer than some milliseconds belongs into a program. What it throws or rejects with becomes a fault: an error with
   * `code` and `text` that one, any other FAILED, which is also logged. So does an answer that XML-RPC cannot carry.
   */
  run(...values: never[]): Value | Promise<Value>;
}

export interface RpcParam {
  readonly name: string;
  readonly type: ValueType;
  /** The parameter can be left out; so can those behind it. */
  readonly default?: Value;
}

/** The daemon as a plug-in sees it. */
export interface RpcPluginApi {
  /** The `x` of `[rpcinterface:x]`. */
  readonly name: string;
  /** The activity log. */
  readonly log: Readonly<Record<'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace', (message: string) => void>>;
  /** Aborted when the daemon ends or starts over: what timers and connections of a plug-in end with. */
  readonly signal: AbortSignal;
  /**
   * Calls any method of this daemon, `supervisor.startProcess`, as a client would: `call<boolean>(…)`. Rejects with a
   * PluginFault.
   */
  call<T = Value>(method: string, ...params: Value[]): Promise<T>;
  /** Every process as it is now, by priority of its group and then in the group's order. */
  processes(): readonly ProcessView[];
  /** Names of the groups, by priority. */
  groups(): readonly string[];
  /** `observer` is told of each change of state, after it has happened, until the returned function is called. */
  onStateChange(observer: (change: ProcessChange) => unknown): () => void;
  /** To be thrown by a method. */
  fault(code: number, text: string): PluginFault;
}

export type ProcessState = 'STOPPED' | 'STARTING' | 'RUNNING' | 'BACKOFF' | 'STOPPING' | 'EXITED' | 'FATAL' | 'UNKNOWN';

export interface ProcessView {
  readonly group: string;
  readonly name: string;
  readonly state: ProcessState;
  /** 0 while there is none. */
  readonly pid: number;
  /** When it was last started; null: never. */
  readonly started: Date | null;
  /** Of its last run; -1 after a signal, null where there is none. */
  readonly exitstatus: number | null;
  /** Why it could not be started, or null. */
  readonly spawnerr: string | null;
}

export interface ProcessChange {
  readonly group: string;
  readonly process: string;
  readonly from: ProcessState;
  readonly to: ProcessState;
  /** Of an exit: whether its status is one of `exitcodes`. */
  readonly expected: boolean;
  /** Failed starts in a row. */
  readonly tries: number;
  readonly pid: number;
}

/**
 * `supervisor.ctl_factory` of a `[ctlplugin:x]`: called the first time that tsupervisorctl needs to know a command that
 * is not built in, or lists them all. Its answer's names are those of the commands: letters, digits and `_`.
 */
export type CtlPluginFactory = (api: CtlPluginApi, settings: Settings) => CtlCommands | Promise<CtlCommands>;

export type CtlCommands = Readonly<Record<string, CtlCommand>>;

export interface CtlCommand {
  /** What `help COMMAND` prints. */
  readonly help?: string | readonly string[];
  /** What the tab key offers after it: names of processes or groups, or these words. */
  readonly completes?: 'process' | 'group' | readonly string[];
  /** `words`: what stands behind the command; `rest`: the same as it was typed. */
  run(words: readonly string[], rest: string): unknown;
}

/** tsupervisorctl as a plug-in sees it. */
export interface CtlPluginApi {
  /** The `x` of `[ctlplugin:x]`. */
  readonly name: string;
  /** Of the server that calls go to; the `open` command changes it. */
  serverurl(): string;
  /** Calls a method of the server. Rejects with a PluginFault; what it or a lost connection throws can be left alone. */
  call<T = Value>(method: string, ...params: Value[]): Promise<T>;
  /** A line on standard output. */
  print(line: string): void;
  /** A line on standard error. */
  warn(line: string): void;
  /** A line on standard output, and an exit status: 1 unless given. */
  fail(line: string, status?: number): void;
  /** A line of input; null at its end. */
  ask(question: string): Promise<string | null>;
}

/**
 * `result_handler` of an `[eventlistener:x]`: judges the result that a listener gave for an event. `false` rejects the
 * event, which is then sent again; anything else accepts it. It may take its time (a promise). An exception ends the
 * conversation with that listener.
 */
export type ResultHandler = (event: HandledEvent, result: Uint8Array) => unknown;

export interface HandledEvent {
  /** `PROCESS_STATE_EXITED` and the like. */
  readonly name: string;
  readonly serial: number;
  readonly payload: string;
}
