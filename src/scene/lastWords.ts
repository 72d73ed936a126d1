import type { Scene } from './record.ts';

/** Lines of both channels as they are read by a person: standard output first, so that what stands in errors is last. */
export function linesOf({ stdout, stderr }: Pick<Scene, 'stdout' | 'stderr'>): string[] {
  return [...stdout.lines, ...stderr.lines].map(({ text }) => text.trim()).filter((text) => text !== '');
}

/** The line that says best what went wrong, where a program says so in its language's way; null: none stands out. */
export function tellingLine(lines: readonly string[]): string | null {
  for (const pattern of TELLING) {
    const found = lines.findLast((line) => pattern.test(line));
    if (found !== undefined) return found;
  }
  return null;
}

/** A root cause before what it caused, an exception before a message of some level. */
const TELLING = [
  /^Caused by: /,
  /^Exception in thread /,
  /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt)\b/,
  /^panic: |^fatal error: |panicked at /,
  /^(?:Uncaught|Unhandled|PHP Fatal error)/i,
  /\b(?:FATAL|CRITICAL|EMERG|PANIC)\b/i,
  /\bERROR\b|^error\b|: error:/i,
];

/** What a server said long before its end has nothing to do with it. */
const LATELY = 25;

export function lately<S extends Pick<Scene, 'kind' | 'stdout' | 'stderr'>>(scene: S): S {
  if (scene.kind !== 'exit') return scene;
  const last = (output: Scene['stdout']): Scene['stdout'] => ({ ...output, lines: output.lines.slice(-LATELY) });
  return { ...scene, stdout: last(scene.stdout), stderr: last(scene.stderr) };
}

const LONGEST_QUOTE = 300;

export function quoted(line: string | null, before = 'It said'): string {
  if (line === null) return '';
  return ` ${before}: ${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line}`;
}
