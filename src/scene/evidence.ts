import type { Scene, SceneOutput, SceneSample } from './record.ts';
import { duration, moment, size } from './units.ts';

/** What shows that it was so, in paragraphs with a blank line between them. */
export function evidenceOf(scene: Scene): string[] {
  const paragraphs = [...outputs(scene), filesLeft(scene), samples(scene.samples), setting(scene), history(scene)];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** What does not stand in the log of the container anyway. */
export function shortEvidenceOf(scene: Scene): string[] {
  const { command, user, directory } = scene;
  return [
    ...filesLeft(scene),
    `Command: ${command} (user ${user} in ${directory})`,
    ...withName('Memory', memory(scene)),
  ];
}

function withName(name: string, text: string): string[] {
  return text === '' ? [] : [`${name}: ${text}`];
}

function outputs({ stdout, stderr }: Scene): string[][] {
  const both = stdout.missing !== undefined && stdout.missing === stderr.missing;
  return both ? [[`Output: ${stdout.missing}`]] : [output('stderr', stderr), output('stdout', stdout)];
}

function output(name: string, { lines, file, written, mixed, missing }: SceneOutput): string[] {
  if (lines.length === 0) return missing === undefined ? [] : [`${name}: ${missing}`];
  const from = file === undefined ? '' : ` (${file}${written === undefined ? '' : `, written ${moment(written)}`})`;
  const older = mixed === true ? '; some may be from a run before' : '';
  return [
    `The last of ${name}${from}${older}:`,
    ...lines.map(({ time, text }) => `  ${time === undefined ? '' : `${time.slice(11, 23)}  `}${text}`),
  ];
}

function filesLeft({ files, exit, corePattern }: Scene): string[] {
  const lines = files.map(
    ({ path, size: bytes, time, what }) => `  ${path} (${what}, ${size(bytes)}, ${moment(time)})`,
  );
  if (lines.length > 0) return ['Files that it left:', ...lines];
  if (exit?.coreDumped !== true) return [];
  return [`Its core dump went to ${corePattern || 'where the kernel puts them'} (/proc/sys/kernel/core_pattern).`];
}

function samples(all: readonly SceneSample[]): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ time, memory, cpu, threads, files, sockets, ports }) => [
    time.slice(11, 19),
    size(memory),
    duration(cpu),
    String(threads),
    files === undefined ? '?' : String(files),
    sockets === undefined ? '?' : String(sockets),
    ports === undefined || ports.length === 0 ? '-' : ports.join(' '),
  ]);
  const table = [['at (UTC)', 'memory', 'CPU', 'threads', 'files', 'sockets', 'listens on'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return [
    'What it used:',
    ...table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
  ];
}

function setting(scene: Scene): string[] {
  const { run, user, directory, umask, options, limits, environment } = scene;
  const rows: readonly (readonly [name: string, text: string])[] = [
    ['Command', scene.command],
    ['As', `user ${user} in ${directory}${umask === undefined ? '' : `, umask ${umask}`}`],
    ['Process', run === undefined ? '' : usage(run)],
    ['Memory', memory(scene)],
    ['Options', pairs(options)],
    ['Limits', pairs(finite(limits))],
    ['Environment', pairs(own(scene))],
  ];
  const hidden = Object.keys(environment).length - Object.keys(own(scene)).length;
  const more = hidden > 0 ? [`             and ${hidden} more variables: see --json`] : [];
  return [...rows.filter(([, text]) => text !== '').map(([name, text]) => `${`${name}:`.padEnd(13)}${text}`), ...more];
}

function usage({ pid, started, userTime, systemTime, peakMemory }: NonNullable<Scene['run']>): string {
  const cpu = userTime === undefined ? '' : `, CPU ${duration(userTime + (systemTime ?? 0))}`;
  return `pid ${pid} since ${moment(started)}${cpu}${peakMemory === undefined ? '' : `, at most ${size(peakMemory)} of memory`}`;
}

function memory({ memory: found }: Scene): string {
  if (found === undefined) return '';
  const { limit, peak, used, kills } = found;
  const parts = [
    limit === undefined ? 'no limit' : `limit ${size(limit)}`,
    ...(used === undefined ? [] : [`${size(used)} used`]),
    ...(peak === undefined ? [] : [`${size(peak)} at most`]),
    `OOM kills since the last look: ${kills}`,
  ];
  return `of the container: ${parts.join(', ')}`;
}

function pairs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value.includes(' ') ? JSON.stringify(value) : value}`)
    .join(' ');
}

function finite(limits: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== 'unlimited'));
}

/** What is the same for every program says little. */
function own({ environment, ownEnvironment }: Scene): Record<string, string> {
  const names = ['PATH', ...ownEnvironment];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => names.includes(name)));
}

function history({ history: before }: Scene): string[] {
  if (before.length === 0) return [];
  return ['Failures before:', ...before.map(({ time, what }) => `  ${moment(time)}  ${what}`)];
}
