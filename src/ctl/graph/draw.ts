import type { GraphNode } from '../api.ts';
import { padRight } from '../format/pad.ts';
import { criticalChain, type Link } from './chain.ts';

/** The lines of `graph`: each process with what it depends on below it, then the critical chain. */
export function draw(nodes: readonly GraphNode[]): string[] {
  if (nodes.length === 0) return ['No program depends on another one (depends_on).'];
  const chain = criticalChain(nodes).map(chainLine);
  return [...aligned(treeOf(nodes)), ...(chain.length === 0 ? [] : ['', CHAIN, ...chain])];
}

const CHAIN = 'What the start-up waited for (@ when it had come so far, + how long that took):';

type Line = readonly [name: string, words: string];

function treeOf(nodes: readonly GraphNode[]): Line[] {
  const byName = new Map(nodes.map((node) => [node.namespec, node]));
  const below = new Set(nodes.flatMap(({ depends_on }) => depends_on.flatMap(({ processes }) => processes)));
  const drawn = new Set<string>();

  function branch(node: GraphNode, label: string, depth: number): Line[] {
    const line: Line = [`${'  '.repeat(depth)}${label}`, node.condition];
    if (node.depends_on.length === 0) return [line];
    if (drawn.has(node.namespec)) return [[line[0], `${node.condition} (see above)`]];
    drawn.add(node.namespec);
    return [line, ...node.depends_on.flatMap((dependency) => branches(dependency, depth + 1))];
  }

  function branches({ name, condition, processes }: GraphNode['depends_on'][number], depth: number): Line[] {
    if (processes.length === 0) return [[`${'  '.repeat(depth)}${name}:${condition}`, 'is not there']];
    return processes.flatMap((each) => {
      const node = byName.get(each);
      return node === undefined ? [] : branch(node, `${each}:${condition}`, depth);
    });
  }

  return nodes.filter(({ namespec }) => !below.has(namespec)).flatMap((node) => branch(node, node.namespec, 0));
}

function aligned(lines: readonly Line[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length)) + 3;
  return lines.map(([name, words]) => `${padRight(name, width)}${words}`);
}

function chainLine({ namespec, condition, at, took }: Link, depth: number): string {
  const label = condition === null ? namespec : `${namespec}:${condition}`;
  return `${'  '.repeat(depth)}${label} @${seconds(at)} +${seconds(took)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)}s`;
}

/** The same as a file for Graphviz. */
export function dot(nodes: readonly GraphNode[]): string[] {
  const boxes = nodes.map(
    ({ namespec, condition }) => `  ${quoted(namespec)} [label=${quoted(`${namespec}\n${condition}`)}];`,
  );
  const arrows = nodes.flatMap(({ namespec, depends_on }) =>
    depends_on.flatMap(({ condition, come, processes }) =>
      processes.map(
        (each) => `  ${quoted(namespec)} -> ${quoted(each)} [label=${condition}${come ? '' : ', style=dashed'}];`,
      ),
    ),
  );
  return ['digraph tsupervisord {', '  rankdir=LR;', '  node [shape=box];', ...boxes, ...arrows, '}'];
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
