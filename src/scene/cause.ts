import { hintIn, TAKEN } from './hints.ts';
import { linesOf, tellingLine } from './lastWords.ts';
import { PASSED_ON, type Scene, type SceneStop } from './record.ts';
import { SIGNAL_MEANINGS } from './signals.ts';
import { exitStatusCause } from './statuses.ts';
import { size } from './units.ts';
import { setUpCause, spawnCause } from './unstarted.ts';

/** What most probably was behind a failure, for a person. */
export interface Cause {
  /** A sentence or two. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: readonly string[];
}

/** The first that has something to say; the last always has. */
export function causeOf(scene: Scene): Cause {
  for (const rule of RULES) {
    const cause = rule(scene);
    if (cause !== null) return cause;
  }
  return unknown(scene);
}

type Rule = (scene: Scene) => Cause | null;

const RULES: readonly Rule[] = [
  spawnCause,
  setUpCause,
  stoppedByUs,
  struckByOom,
  askedFor,
  killedByHand,
  crashed,
  endedWell,
  outputSays,
  anotherSignal,
  childStruckByOom,
  exitStatusCause,
];

function stoppedByUs({ stopped }: Scene): Cause | null {
  if (stopped === undefined) return null;
  const { option, why } = stopped;
  return { sentence: `Its supervisor stopped it (${option}): ${why}.`, advice: [STOPPED_ADVICE[option]] };
}

const STOPPED_ADVICE: Readonly<Record<SceneStop['option'], string>> = {
  max_runtime: "See what keeps it, or give it more time: 'max_runtime' in its section.",
  max_memory:
    "See what it needs that memory for ('scene_sample = 30s' in [supervisord] shows how it grows), or raise it.",
  health_action: "Its last lines may say what it was busy with; see 'health' and 'health_retries' in its section.",
};

/** A person at tsupervisorctl, a client, or the watchdog. */
function askedFor({ exit, sent, options }: Scene): Cause | null {
  if (exit?.signal === undefined || !sent?.includes(exit.signal)) return null;
  const watched = options.watchdog_sec !== undefined && ['SIGABRT', 'SIGKILL'].includes(exit.signal);
  return watched
    ? {
        sentence: `It did not give a sign of life within watchdog_sec=${options.watchdog_sec}, and was ended (${exit.signal}).`,
        advice: ['Its last lines may say what it was busy with; a core dump shows where it hung.'],
      }
    : {
        sentence: `It was ended by ${exit.signal}, which supervisord sent because a client asked for it (signal ${exit.signal.slice(3)}).`,
        advice: [],
      };
}

function struckByOom(scene: Scene): Cause | null {
  const { memory, time } = scene;
  if (!memory?.struck) return null;
  const at = `${time.slice(11, 19)} UTC`;
  const what = 'there was no memory left, and it was killed (SIGKILL)';
  return {
    sentence: `The container's OOM killer struck at ${at}: ${what}${ofLimit(memory)}.`,
    advice: moreMemory(scene),
  };
}

function moreMemory({ samples, options }: Scene): string[] {
  const supervised = options.startsecs !== undefined;
  return [
    'Give the container more memory, or let the program use less (heap sizes, workers, caches).',
    ...(supervised && samples.length === 0
      ? ["'scene_sample = 30s' in [supervisord] records how its memory grows."]
      : []),
  ];
}

function ofLimit({ limit, peak }: NonNullable<Scene['memory']>): string {
  if (limit === undefined) return '';
  return ` (limit ${size(limit)}${peak === undefined ? '' : `, most used ${size(peak)}`})`;
}

function killedByHand({ exit, memory }: Scene): Cause | null {
  if (exit?.signal !== 'SIGKILL') return null;
  const counter = memory === undefined ? '' : " The OOM killer's counter of this container has not moved.";
  return {
    sentence: `It was killed (SIGKILL), and not by its supervisor.${counter}`,
    advice: [
      "Somebody or something has sent 'kill -9'; or the whole machine was out of memory: see 'dmesg' on the host.",
    ],
  };
}

/** Signals that come from the processor: output says less than they do. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS', 'SIGXCPU', 'SIGXFSZ']);

function crashed(scene: Scene): Cause | null {
  return CRASHES.has(scene.exit?.signal ?? '') ? anotherSignal(scene) : null;
}

function anotherSignal(scene: Scene): Cause | null {
  const { exit } = scene;
  if (exit?.signal === undefined) return null;
  const [meaning, advice] = SIGNAL_MEANINGS[exit.signal] ?? [`It was ended by ${exit.signal}`, ''];
  const core = exit.coreDumped === true ? ', and left a core dump' : '';
  const line = CRASHES.has(exit.signal) ? null : tellingLine(linesOf(scene));
  return { sentence: `${meaning}${core}.${quoted(line)}`, advice: [advice, ...noCore(scene)].filter(Boolean) };
}

const WITHOUT_CORE = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP'];

function noCore({ exit, limits }: Scene): string[] {
  if (exit?.coreDumped === true || !WITHOUT_CORE.includes(exit?.signal ?? '')) return [];
  return limits.core?.startsWith('0') ? ['No core was dumped because its limit is 0 (ulimit -c).'] : [];
}

/** The commonest mistake in configurations of supervisors. */
function endedWell({ exit, kind, run, options, command }: Scene): Cause | null {
  if (exit?.code !== 0) return null;
  if (kind !== 'start') {
    return { sentence: 'It ended with success, which its exitcodes do not count as expected.', advice: [] };
  }
  const known = FOREGROUND.find(([program]) => program.test(command));
  return {
    sentence:
      `It ended with success${run === undefined ? '' : ` after ${run.uptime / 1000} s`}, which is less than startsecs=${options.startsecs}: ` +
      'either it has nothing to do for longer, or it goes to the background by itself and is lost to supervisord.',
    advice: [
      known === undefined
        ? 'If it is a server, give it the option that keeps it in the foreground.'
        : `Keep it in the foreground: ${known[1]}.`,
      'If it is to be short, set startsecs=0, or type=oneshot.',
    ],
  };
}

const FOREGROUND: readonly (readonly [program: RegExp, how: string])[] = [
  [/\bnginx\b/, "nginx -g 'daemon off;'"],
  [/\bphp-fpm/, 'php-fpm --nodaemonize'],
  [/\b(?:apache2ctl|apachectl|apache2|httpd)\b/, 'apachectl -D FOREGROUND'],
  [/\bredis-server\b/, 'redis-server --daemonize no'],
  [/\bsshd\b/, '/usr/sbin/sshd -D -e'],
  [/\bcron\b/, 'cron -f'],
  [/\bcrond\b/, 'crond -n'],
  [/\brsyslogd\b/, 'rsyslogd -n'],
  [/\bmemcached\b/, 'memcached without -d'],
  [/\bpostfix\b/, 'postfix start-fg'],
  [/\bmongod\b/, 'mongod without --fork'],
  [/\bgunicorn\b/, 'gunicorn without --daemon'],
  [/\buwsgi\b/, 'uwsgi without daemonize'],
  [/\bcelery\b/, 'celery worker, not celery multi'],
  [/\bhaproxy\b/, 'haproxy -db'],
  [/\bmysqld_safe\b/, 'mysqld'],
  [/\bpm2\b/, 'pm2-runtime'],
];

function outputSays(scene: Scene): Cause | null {
  const found = hintIn(linesOf(scene), scene);
  if (found === null) return null;
  const holder = found.cause.startsWith(TAKEN) && scene.port !== undefined ? ` ${holderOf(scene.port)}` : '';
  return { sentence: `${found.cause}.${holder}${quoted(found.line, 'It says')}`, advice: [found.advice] };
}

function holderOf({ port, address, pid, command, program }: NonNullable<Scene['port']>): string {
  if (address === undefined)
    return `A moment later nobody had port ${port}: it may have been an earlier run of its own.`;
  if (program !== undefined) return `Program ${program} has it (${address}, pid ${pid}).`;
  return pid === undefined
    ? `Who listens on ${address} cannot be seen from here.`
    : `It is process ${pid}, ${command} (${address}).`;
}

function childStruckByOom(scene: Scene): Cause | null {
  const { memory, exit } = scene;
  if (memory === undefined || memory.kills === 0) return null;
  return {
    sentence:
      `The container's OOM killer struck${ofLimit(memory)}, probably at a process that it had started; ` +
      `it ended with ${exit?.description ?? 'that'}.`,
    advice: moreMemory(scene),
  };
}

function unknown(scene: Scene): Cause {
  const lines = linesOf(scene);
  const line = tellingLine(lines) ?? lines.at(-1) ?? null;
  const end = scene.exit?.description ?? 'no process';
  const when = scene.kind === 'start' ? `, before it was up for startsecs=${scene.options.startsecs}` : '';
  const silent =
    line !== null ? '' : scene.stdout.missing === PASSED_ON ? LOOK_THERE : ' It said nothing that was kept.';
  return {
    sentence: `It ended by itself with ${end}${when}.${quoted(line, 'Its last words')}${silent}`,
    advice: line === null ? howToKeep(scene) : [],
  };
}

const LOOK_THERE = ' What it said stands in the log of the container.';

function howToKeep({ stdout, stderr }: Scene): string[] {
  const missing = [stdout.missing, stderr.missing].filter((why) => why !== undefined && why !== PASSED_ON);
  return [...new Set(missing.filter((why) => why !== undefined))];
}

const LONGEST_QUOTE = 300;

function quoted(line: string | null, before = 'It said'): string {
  if (line === null) return '';
  return ` ${before}: ${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line}`;
}
