import { isMomentary, normalise, programOf } from './activityLog.ts';
import { processesOf } from './caseConfig.ts';
import { type Daemon, type DaemonOptions, startDaemon } from './daemon.ts';
import type { ProgramCase, RunCase } from './sideBySide.ts';
import { waitFor } from './waitFor.ts';

/** Names and values, nested; compared as they are. */
export type Observed = Readonly<Record<string, unknown>>;

export interface RunObserved {
  readonly programs: Readonly<Record<string, Observed>>;
  readonly daemon: Observed | undefined;
  /** What kept the run from its end. */
  readonly failed: string | null;
}

/** Runs one side of a case from its start to the exit of the daemon and tells everything that was seen. */
export async function observe(run: RunCase, options: DaemonOptions): Promise<RunObserved> {
  let daemon: Daemon | undefined;
  try {
    daemon = await startDaemon(options);
    const reached = await reachAll(run, daemon);
    const probes = probeAll(run, daemon);
    const seen = await (run.steps ?? terminate)(daemon);
    const exit = await daemon.waitExit();
    const after = (await run.afterExit?.(daemon)) ?? {};
    return { ...conclude(run, daemon, { reached, probes, seen: { ...seen, exit, ...after } }), failed: null };
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    return { programs: {}, daemon: undefined, failed };
  } finally {
    await daemon?.dispose();
  }
}

async function terminate(daemon: Daemon): Promise<Observed> {
  daemon.signal('SIGTERM');
  return {};
}

type ByProgram = Readonly<Record<string, unknown>>;

/** A program that never gets there is a difference of that program, not the end of the run. */
async function reachAll(run: RunCase, daemon: Daemon): Promise<ByProgram> {
  const deadline = performance.now() + 40_000;
  const results = run.programs.map(async (program) => {
    const reached = await reach(program, daemon, deadline).catch(() => 'never');
    return [program.name, reached] as const;
  });
  return Object.fromEntries(await Promise.all(results));
}

async function reach(program: ProgramCase, daemon: Daemon, deadline: number): Promise<string> {
  const pattern = program.until ?? / entered RUNNING state/;
  for (const name of processesOf(program)) {
    await waitFor(`a message about ${name} that matches ${pattern}`, () => done(program, name, pattern, daemon), {
      within: deadline - performance.now(),
      every: 50,
    });
  }
  return 'yes';
}

function done(program: ProgramCase, name: string, pattern: RegExp, daemon: Daemon): boolean {
  if (daemon.exited()) throw new Error(`the daemon has exited: ${JSON.stringify(daemon.exited())} ${daemon.stderr()}`);
  return daemon.log().some(({ text }) => isAbout(program, [name], text) && pattern.test(text));
}

function isAbout(program: ProgramCase, names: readonly string[], text: string): boolean {
  return names.includes(programOf(text) ?? '') || (program.mentions?.test(text) ?? false);
}

function probeAll(run: RunCase, daemon: Daemon): ByProgram {
  const wanted = run.programs.filter(({ probe }) => probe !== undefined);
  return Object.fromEntries(wanted.map((program) => [program.name, probeOne(program, daemon)]));
}

function probeOne(program: ProgramCase, daemon: Daemon): unknown {
  const fields = program.probe ?? [];
  const views = processesOf(program).map((name) => {
    const all = Object.entries(daemon.probe(name)).filter(([field]) => fields.includes('*') || fields.includes(field));
    return [name, JSON.parse(normalise(JSON.stringify(Object.fromEntries(all)), daemon.sandbox.dir)) as unknown];
  });
  return views.length === 1 ? views[0]?.[1] : Object.fromEntries(views);
}

interface Parts {
  readonly reached: ByProgram;
  readonly probes: ByProgram;
  readonly seen: Observed;
}

function conclude(
  run: RunCase,
  daemon: Daemon,
  { reached, probes, seen }: Parts,
): Pick<RunObserved, 'programs' | 'daemon'> {
  const programs = run.programs.map((program) => [
    program.name,
    {
      reached: reached[program.name],
      log: logsOf(program, daemon),
      stdout: file(daemon, `${program.name}.out`),
      stderr: file(daemon, `${program.name}.err`),
      ...(program.probe ? { probe: probes[program.name] } : {}),
      ...filesOf(program.files, daemon),
    },
  ]);
  return { programs: Object.fromEntries(programs), daemon: daemonObserved(run, daemon, seen) };
}

function daemonObserved(run: RunCase, daemon: Daemon, seen: Observed): Observed {
  const others = daemon
    .log()
    .filter(({ text }) => !run.programs.some((program) => isAbout(program, processesOf(program), text)));
  return {
    log: others
      .filter(({ text }) => !isMomentary(text))
      .map(({ level, text }) => `${level} ${normalise(text, daemon.sandbox.dir)}`),
    stderr: normalise(daemon.stderr(), daemon.sandbox.dir),
    pidfile: file(daemon, 'supervisord.pid'),
    ...seen,
    ...filesOf(run.files, daemon),
  };
}

function logsOf(program: ProgramCase, daemon: Daemon): Observed {
  const names = processesOf(program);
  const entries = (about: readonly string[]): string[] =>
    daemon
      .log()
      .filter(({ text }) => isAbout(program, about, text) && !isMomentary(text))
      .map(({ level, text }) => `${level} ${normalise(text, daemon.sandbox.dir)}`)
      // Said again after each further stopwaitsecs until the program has been reaped.
      .filter((line, index, lines) => line !== lines[index - 1] || !/^WARN killing '.*SIGKILL$/.test(line));
  return Object.fromEntries(names.map((name) => [name, entries([name])]));
}

function filesOf(names: readonly string[] | undefined, daemon: Daemon): Observed {
  return names ? { files: Object.fromEntries(names.map((name) => [name, file(daemon, name)])) } : {};
}

function file(daemon: Daemon, name: string): string | null {
  const text = daemon.sandbox.read(name);
  return text === null ? null : normalise(text, daemon.sandbox.dir);
}
