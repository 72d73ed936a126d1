import type { RealizeResult } from '../config/realize.ts';
import type { Supervisor } from '../daemon/supervisor.ts';
import type { Config } from '../model/config.ts';
import type { Method } from './method.ts';
import type { WhenChanged } from './whenChanged.ts';

/** What methods work with. */
export interface RpcContext {
  readonly supervisor: Supervisor;
  /** Everything that can be called, by full name. */
  readonly methods: ReadonlyMap<string, Method>;
  /** Reads the configuration anew. */
  readonly realize: () => RealizeResult;
  /** The one that this life of the daemon has begun with: whose servers, interfaces and activity log are open. */
  readonly config: Config;
  /** Our own. */
  readonly version: string;
  readonly whenChanged: WhenChanged;
}
