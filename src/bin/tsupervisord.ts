import { main } from '../daemon/main.ts';

main({ openServers: () => ({ close: () => undefined }) });
