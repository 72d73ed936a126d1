import type { Id } from '../contestants/index.ts';

export const SUPERVISORS: readonly Id[] = ['ours', 'supervisord', 'runit', 's6', 'pm2'];
/** Those with supervisord's configuration, RPC and events. */
export const SUPERVISORD: readonly Id[] = ['ours', 'supervisord'];
export const INITS: readonly Id[] = ['ours', 'tini', 'dumb-init'];
