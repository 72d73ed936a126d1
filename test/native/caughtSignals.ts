// Run by signals.test.ts: catches all signals, sends itself those that are named in argv, and prints what it has caught.
import { addonFile } from '../../src/native/load.ts';

const module = { exports: {} };
process.dlopen(module, addonFile());
const native = module.exports as import('../../src/native/index.ts').Native;

const sent = (process.argv[2] ?? '').split(',').map(Number);
const caught: number[] = [];
native.catchSignals((signals) => {
  caught.push(...signals);
  if (caught.length < sent.length) return;
  console.log(JSON.stringify(caught));
  native.exitNow(0);
});
for (const number of sent) {
  const errno = native.kill(process.pid, number);
  if (errno !== 0) throw new Error(`kill ${number}: errno ${errno}`);
}
