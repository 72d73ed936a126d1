import { loadConfig, processSurroundings } from '../config/index.ts';
import { native } from '../native/index.ts';
import { createClock } from '../util/clock.ts';
import { takeLaunch } from '../util/launch.ts';
import { launchInBackground, takeBackground } from './daemonize.ts';
import { type DaemonInput, type Realize, runDaemon } from './run.ts';
import { catchSignals } from './signals.ts';

export function main(above: Pick<DaemonInput, 'openServers'>): void {
  const signals = catchSignals();
  const launch = takeLaunch(process.env);
  const inBackground = takeBackground(process.env);
  const args = process.argv.slice(2);
  const file = args[args.indexOf('-c') + 1] ?? '';
  const foreground = args.includes('-n');
  const realize: Realize = () => {
    const loaded = loadConfig(file, processSurroundings(native));
    if (!loaded.ok) return loaded;
    const { config } = loaded;
    return { ok: true, config: { ...config, supervisord: { ...config.supervisord, nodaemon: config.supervisord.nodaemon || foreground } }, uid: null, serverurl: null };
  };
  function usage(error: string): never {
    process.stderr.write(`Error: ${error}\nFor help, use tsupervisord -h\n`);
    return native.exitNow(2);
  }
  const first = realize();
  if (!first.ok) usage(first.error);
  if (!first.config.supervisord.nodaemon && !inBackground) {
    launchInBackground(native, launch, (status) => native.exitNow(status));
    return;
  }
  runDaemon({ ...above, native, clock: createClock(), launch, signals, inBackground, realize, usage }).then(
    (status) => native.exitNow(status),
    (error: unknown) => {
      process.stderr.write(`tsupervisord: ${error instanceof Error ? error.stack : String(error)}\n`);
      native.exitNow(1);
    },
  );
}
