import type { Cause } from './cause.ts';
import { linesOf, quoted, tellingLine } from './lastWords.ts';
import type { Scene } from './record.ts';
import { SIGNAL_MEANINGS } from './signals.ts';

/** Signals that come from the processor: output says less than they do. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS', 'SIGXCPU', 'SIGXFSZ']);

export function crashed(scene: Scene): Cause | null {
  return CRASHES.has(scene.exit?.signal ?? '') ? anotherSignal(scene) : null;
}

export function anotherSignal(scene: Scene): Cause | null {
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
