import { main } from '../daemon/main.ts';

declare const __VERSION__: string;

main({
  version: __VERSION__,
  openServers: () => Promise.resolve({ close: () => Promise.resolve() }),
  check: () => 2,
  dump: () => 2,
});
