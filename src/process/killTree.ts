import { constants } from 'node:os';
import type { ProcessContext } from './context.ts';
import { type Pinned, survivorsOf } from './tree.ts';

/** `kill_tree`: what descended from a program when it was asked to stop, and has not ended with it. */
export function killTree({ log, native }: ProcessContext, program: string, tree: readonly Pinned[]): void {
  const left = survivorsOf(tree);
  if (left.length === 0) return;
  log.info(`kill_tree: killing what ${program} has left behind: ${left.map(({ pid }) => pid).join(', ')}`);
  for (const { pid } of left) native.kill(pid, constants.signals.SIGKILL);
}
