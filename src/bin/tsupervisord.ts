import { main } from '../daemon/main.ts';

declare const __VERSION__: string;

main({ version: __VERSION__, openServers: async () => ({ close: async () => undefined }) });
