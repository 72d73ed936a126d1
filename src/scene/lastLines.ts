import { statSync } from 'node:fs';
import type { Channel } from '../logging/autoLogs.ts';
import type { LastOutput } from '../logging/programLog.ts';
import type { Piece } from '../logging/recentOutput.ts';
import { createAnsiStripper } from '../logging/stripAnsi.ts';
import { readLog } from '../logging/tail.ts';
import type { Facts } from './facts.ts';
import type { SceneLine, SceneOutput } from './record.ts';

const MAX_BYTES = 8 * 1024;
const MAX_LINES = 60;
const MAX_LINE = 1000;

/** The last that a program has said on a channel, or why nothing of it is known. */
export function lastLines(facts: Facts, channel: Channel, hide: (text: string) => string): SceneOutput {
  const output = facts.ended?.outputs.find((each) => each.channel === channel);
  if (output === undefined) return { lines: [], ...elsewhere(facts, channel) };
  const { file } = output;
  const found = file === null ? { lines: linesOfPieces(output.pieces) } : endOfFile(file, output);
  const lines = found.lines.slice(-MAX_LINES).map((line) => ({ ...line, text: hide(shortened(line.text)) }));
  const reason = lines.length === 0 ? notKept(facts, channel) : null;
  return { ...found, lines, ...(reason === null ? {} : { missing: reason }) };
}

function elsewhere({ config, ended }: Facts, channel: Channel): Pick<SceneOutput, 'missing'> {
  const joined = channel === 'stderr' && ended !== null && (config.redirect_stderr || config.pty);
  return joined ? { missing: 'Standard error goes the way of standard output.' } : {};
}

function notKept({ config }: Facts, channel: Channel): string | null {
  const path = config[`${channel}_logfile`];
  if (path !== null && path !== '/dev/null') return null;
  const name = channel === 'stdout' ? 'Standard output' : 'Standard error';
  return (
    `${name} was not kept: ${channel}_logfile=${path ?? 'NONE'}. With a file, or /dev/${channel}, ` +
    'its last lines would stand here.'
  );
}

function endOfFile(file: string, { bytes }: LastOutput): Omit<SceneOutput, 'missing'> {
  const wanted = Math.min(bytes ?? MAX_BYTES, MAX_BYTES);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { lines: [], file };
  const text = lastBytes(file, stat.size, wanted);
  const lines = split(text);
  // The first line is cut where there was more of it.
  if (bytes === null || bytes > MAX_BYTES) lines.shift();
  const written = wanted === 0 ? {} : { written: stat.mtime.toISOString() };
  return { lines: lines.map((line) => ({ text: line })), file, ...written, ...(bytes === null ? { mixed: true } : {}) };
}

/** Over the border of a rotation. */
function lastBytes(file: string, size: number, wanted: number): string {
  const own = Math.min(size, wanted);
  const before = wanted - own;
  return (before === 0 ? '' : textAt(`${file}.1`, before)) + (own === 0 ? '' : textAt(file, own));
}

function textAt(file: string, bytes: number): string {
  const result = readLog(file, -bytes, 0);
  return 'text' in result ? result.text : '';
}

function split(text: string): string[] {
  const stripped = createAnsiStripper().strip(Buffer.from(text)).toString();
  const lines = stripped.replaceAll('\r', '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A line has the time at which it began. */
function linesOfPieces(pieces: readonly Piece[]): SceneLine[] {
  const lines: { time: number; text: string }[] = [];
  let open = false;
  for (const { time, text } of pieces) {
    for (const [index, part] of text.split('\n').entries()) {
      const last = lines.at(-1);
      if (index === 0 && open && last !== undefined) last.text += part;
      else lines.push({ time, text: part });
      open = true;
    }
    if (text.endsWith('\n')) {
      lines.pop();
      open = false;
    }
  }
  return lines.map(({ time, text }) => ({
    time: new Date(time).toISOString(),
    text: split(Buffer.from(text, 'latin1').toString())[0] ?? '',
  }));
}

function shortened(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
}
