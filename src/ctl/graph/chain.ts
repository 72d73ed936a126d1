import type { GraphCondition, GraphNode } from '../api.ts';

/** A step of what the start-up waited for, latest first. Milliseconds. */
export interface Link {
  readonly namespec: string;
  /** As what it was waited for; the first one was not. */
  readonly condition: GraphCondition | null;
  /** When it had come so far. */
  readonly at: number;
  /** How long that took, from its own start. */
  readonly took: number;
}

/**
 * From the process that came up last, along those that each one had to wait for the longest: what would have to be
 * quicker for the whole to be. Empty while something still waits, or where nothing has depended on anything yet.
 */
export function criticalChain(nodes: readonly GraphNode[]): Link[] {
  const byName = new Map(nodes.map((node) => [node.namespec, node]));
  const waits = nodes.some(({ waiting_for, times }) => waiting_for !== '' && times.spawned < 0);
  const last = latest(nodes.filter(({ depends_on }) => depends_on.length > 0).map((node) => ({ node, at: up(node) })));
  if (waits || last === null || last.at < 0) return [];
  const chain: Link[] = [];
  let next: Step | null = { ...last, condition: null };
  while (next !== null && next.at >= 0 && chain.length < nodes.length) {
    const { node, condition, at }: Step = next;
    chain.push({ namespec: node.namespec, condition, at, took: at - Math.max(node.times.spawned, 0) });
    next = latest(stepsBefore(node, byName));
  }
  return chain;
}

interface Step {
  readonly node: GraphNode;
  readonly condition: GraphCondition | null;
  readonly at: number;
}

function stepsBefore({ depends_on }: GraphNode, byName: ReadonlyMap<string, GraphNode>): Step[] {
  return depends_on.flatMap(({ condition, processes }) =>
    processes.flatMap((name) => {
      const node = byName.get(name);
      return node === undefined ? [] : [{ node, condition, at: node.times[condition] }];
    }),
  );
}

function up({ times }: GraphNode): number {
  return Math.max(times.started, times.ready);
}

function latest<T extends { readonly at: number }>(steps: readonly T[]): T | null {
  return steps.reduce<T | null>((found, step) => (found === null || step.at > found.at ? step : found), null);
}
