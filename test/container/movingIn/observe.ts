import type { TestContext } from 'node:test';
import { type Container, startContainer } from '../container.ts';
import { mustPodman } from '../podman.ts';

/** What a user sees of a container, without what differs from one run to the next. */
export interface Seen {
  readonly status: readonly string[];
  /** User and command of each process but the first. */
  readonly processes: readonly string[];
  /** What `use` gave. */
  readonly used: unknown;
  readonly log: readonly string[];
  readonly exitStatus: number;
}

export interface Trial {
  /** Programs that are up in the end. */
  readonly runs: number;
  /** Where the configuration is not at one of the usual places. */
  readonly config?: string;
  readonly use: (container: Container) => Promise<unknown>;
  /** It ends by itself after that; else it is stopped, and killed after so many seconds. */
  readonly stop: 'ends' | number;
}

export interface Observed {
  readonly seen: Seen;
  /** Milliseconds that the stop took. */
  readonly took: number;
}

export async function observe(t: TestContext, image: string, trial: Trial): Promise<Observed> {
  const container = await startContainer(t, image);
  const status = await settled(container, trial);
  const processes = await processesOf(container);
  const used = await trial.use(container);
  const took = trial.stop === 'ends' ? 0 : await container.stop(trial.stop);
  const exitStatus = await container.ended();
  return { seen: { status, processes, used, log: plain(await container.logs()), exitStatus }, took };
}

function settled(container: Container, { runs, config }: Trial): Promise<string[]> {
  const ctl = ['supervisorctl', ...(config === undefined ? [] : ['-c', config]), 'status'];
  return container.waitFor(`${runs} programs run`, async () => {
    const { stdout } = await container.exec(...ctl);
    const lines = stdout.trim().split('\n');
    if (lines.filter((line) => / RUNNING /.test(line)).length !== runs) return false;
    return lines.map((line) => line.replace(/pid \d+, uptime [\d:]+/, 'pid N, uptime T'));
  });
}

async function processesOf({ name }: Container): Promise<string[]> {
  const lines = (await mustPodman(['top', name, 'pid', 'user', 'args'])).trim().split('\n').slice(1);
  const others = lines.filter((line) => !/^1 |supervisord/.test(line) && !/ sleep /.test(line));
  return others
    .map((line) =>
      line
        .replace(/^\d+ +/, '')
        .replace(/ +/g, ' ')
        .trim(),
    )
    .sort();
}

/** Times, process ids, the container's name, and Python's way to print a warning. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ /, ''],
  [/^\d{4}-\d\d-\d\dT[\d:.+]+ [0-9a-f]{12} /, ''],
  [/\[\d\d[-/][A-Z][a-z]{2}[-/]\d{4}[: ][\d:]+( \+0000)?\]/, '[T]'],
  [/\b(pid:?) \d+/, '$1 N'],
  [/x-pid="\d+"/, 'x-pid="N"'],
  [/ cron\[\d+\]/, ' cron[N]'],
  [/^cron\[\d+\]/, 'cron[N]'],
  [/^\/usr\/lib\/python3\/\S+: UserWarning: /, ''],
];
/** What is said depends on how long something takes; and a line of Python's source. */
const BY_CHANCE = /waiting for .* to (die|stop)$|reaped unknown pid|^ *self\.warnings\.warn\($|^$/;

/** In the order of the alphabet: what happens at the same time is said in any. */
function plain(log: string): string[] {
  const lines = log.split('\n').filter((line) => !BY_CHANCE.test(line));
  return lines.map((line) => VARIES.reduce((text, [what, by]) => text.replace(what, by), line).trimEnd()).sort();
}
