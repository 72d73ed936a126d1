import type { Overrides } from '../config/commandline/commandLine.ts';
import { parseCommandLine } from '../config/commandline/parse.ts';
import { usageError } from '../config/commandline/usage.ts';
import { loadConfig, processSurroundings, type Surroundings } from '../config/index.ts';
import { type RealizeResult, realizeOptions } from '../config/realize.ts';
import { findConfigFile } from '../config/search.ts';
import type { ToolResult } from '../config/tools.ts';
import { native } from '../native/index.ts';
import { createClock } from '../util/clock.ts';
import { type Launch, takeLaunch } from '../util/launch.ts';
import { launchInBackground, takeBackground } from './daemonize.ts';
import { type DaemonInput, runDaemon } from './run.ts';
import { catchSignals, forwardTo, type SignalQueue } from './signals.ts';

/** What lives in layers above the daemon, and is handed down to it. */
export interface Above extends Pick<DaemonInput, 'openServers'> {
  readonly version: string;
}

const PROGNAME = 'tsupervisord';

/** The whole of `tsupervisord`: from its command line to its exit status. */
export function main(above: Above): void {
  // Before anything else: PID 1 ignores a signal that nobody handles.
  const signals = catchSignals();
  const launch = takeLaunch(process.env);
  const surroundings = processSurroundings(native);
  const commandLine = parseCommandLine(process.argv.slice(2), { ...surroundings, progname: PROGNAME });
  switch (commandLine.kind) {
    case 'usage-error':
      fail(commandLine.text);
      break;
    case 'help':
      useTool(({ help }) => help(PROGNAME));
      break;
    case 'version':
      print(`${above.version}\n`);
      break;
    case 'check':
      useTool(({ check }) => check(configFile(commandLine.configfile), commandLine.strict, surroundings));
      break;
    case 'dump':
      useTool(({ dump }) => dump(configFile(commandLine.configfile), commandLine.format, surroundings));
      break;
    case 'run':
      run(above, {
        file: configFile(commandLine.configfile),
        overrides: commandLine.overrides,
        surroundings,
        launch,
        signals,
      });
  }
}

type Tools = typeof import('../config/tools.ts');

/** A daemon never needs them: they are loaded when they are asked for. */
function useTool(use: (tools: Tools) => ToolResult): void {
  import('../config/tools.ts').then((tools) => {
    const { stdout, stderr, status } = use(tools);
    process.stderr.write(stderr);
    print(stdout, status);
  }, crash);
}

interface RunInput {
  readonly file: string;
  readonly overrides: Overrides;
  readonly surroundings: Surroundings;
  readonly launch: Launch;
  readonly signals: SignalQueue;
}

function run({ openServers }: Above, { file, overrides, surroundings, launch, signals }: RunInput): void {
  const inBackground = takeBackground(process.env);
  const realize = (): RealizeResult => {
    // A relative path keeps its meaning when the daemon has changed its directory.
    const now = { ...processSurroundings(native), cwd: surroundings.cwd };
    const loaded = loadConfig(file, now);
    return loaded.ok ? realizeOptions(overrides, loaded.config, now) : loaded;
  };
  const first = realize();
  if (!first.ok) usage(first.error);
  else if (first.config.supervisord.nodaemon || inBackground) {
    runDaemon({ openServers, native, clock: createClock(), launch, signals, inBackground, first, realize, usage }).then(
      exit,
      crash,
    );
  } else signals.deliver(forwardTo(native, launchInBackground(native, launch, exit)));
}

/** A fault of ours: it must not look like a clean end. */
function crash(error: unknown): never {
  return fail(`${PROGNAME}: ${error instanceof Error ? error.stack : String(error)}\n`, 1);
}

function configFile(named: string | null): string {
  if (named !== null) return named;
  const found = findConfigFile(process.argv[1] ?? PROGNAME, process.cwd(), process.getuid?.() ?? -1);
  if (found.warning !== null) process.stderr.write(`${found.warning}\n`);
  return found.ok ? found.file : usage(found.error);
}

function usage(error: string): never {
  return fail(usageError(error, PROGNAME).text);
}

function fail(text: string, status = 2): never {
  process.stderr.write(text);
  return exit(status);
}

function print(text: string, status = 0): never {
  process.stdout.write(text);
  return exit(status);
}

function exit(status: number): never {
  return native.exitNow(status);
}
