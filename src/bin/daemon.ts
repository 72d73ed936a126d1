import { main } from '../daemon/main.ts';
import { openServers } from '../rpc/openServers.ts';

declare const __VERSION__: string;

main({ version: __VERSION__, openServers: (supervisor, realize) => openServers(supervisor, realize, __VERSION__) });
