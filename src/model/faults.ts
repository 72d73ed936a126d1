/** Fault codes of the RPC interface (documentation, "XML-RPC API"); a fault's string begins with its name. */
export const Fault = {
  UNKNOWN_METHOD: 1,
  INCORRECT_PARAMETERS: 2,
  BAD_ARGUMENTS: 3,
  SIGNATURE_UNSUPPORTED: 4,
  SHUTDOWN_STATE: 6,
  BAD_NAME: 10,
  BAD_SIGNAL: 11,
  NO_FILE: 20,
  NOT_EXECUTABLE: 21,
  FAILED: 30,
  ABNORMAL_TERMINATION: 40,
  SPAWN_ERROR: 50,
  ALREADY_STARTED: 60,
  NOT_RUNNING: 70,
  SUCCESS: 80,
  ALREADY_ADDED: 90,
  STILL_RUNNING: 91,
  CANT_REREAD: 92,
} as const;

export type FaultName = keyof typeof Fault;

/** A request that is answered with a fault: one of the names above, or a code and a text of a plug-in's own. */
export class RpcFault extends Error {
  readonly code: number;

  constructor(fault: FaultName | number, extra?: string) {
    super(typeof fault === 'number' ? extra : extra === undefined ? fault : `${fault}: ${extra}`);
    this.code = typeof fault === 'number' ? fault : Fault[fault];
  }

  /** As clients get it; plug-ins know it by this name. */
  get text(): string {
    return this.message;
  }
}
