import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { RpcValue } from '../../../src/xmlrpc/values.ts';
import { normalise } from '../../helpers/activityLog.ts';
import { type Daemon, withDaemon } from '../../helpers/daemon.ts';
import { type Flavour, noReference, selfCheck } from '../../helpers/flavour.ts';
import type { FileSpec } from '../../helpers/sandbox.ts';
import { waitFor } from '../../helpers/waitFor.ts';
import { call, type Outcome } from './client.ts';

/** One thing that is done to both daemons, and whose outcome is compared. */
export interface Step {
  readonly title: string;
  readonly run: (side: Side) => Promise<unknown>;
  /** Ours is meant to differ, and how; checked, not skipped. `reference` is matched as JSON. */
  readonly differs?: { readonly reason: string; readonly reference: RegExp; readonly ours: unknown };
  /** The reference has to show this, so that two sides that both did nothing are not alike. */
  readonly shows?: RegExp;
}

export interface Side {
  readonly daemon: Daemon;
  readonly call: (method: string, ...params: RpcValue[]) => Promise<Outcome>;
  readonly socket: string;
}

export interface RpcCase {
  readonly title: string;
  /** Sections after [unix_http_server], [supervisord] and [rpcinterface:supervisor]. */
  readonly sections: string;
  /** The whole configuration instead. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, FileSpec>>;
  /** A command that runs the daemon's command line. */
  readonly wrap?: readonly string[];
  readonly steps: readonly Step[];
}

export const SERVER = '[unix_http_server]\nfile={dir}/s.sock\n';
export const INTERFACE =
  '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n';
export const SUPERVISORD =
  '[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\nchildlogdir={dir}\nloglevel=debug\n';

/** Registers a test for each step; all of them run, in their order, before the first is looked at. */
export function rpcCase(one: RpcCase): void {
  describe(one.title, { skip: noReference }, () => {
    let sides: Readonly<Record<Flavour, readonly unknown[]>>;
    before(
      async () => {
        const [reference, ours] = await Promise.all([runSteps(one, 'reference'), runSteps(one, 'ours')]);
        sides = { reference, ours };
      },
      { timeout: 80_000 },
    );
    for (const [index, step] of one.steps.entries()) {
      test(step.title, () => compare(step, sides.reference[index], sides.ours[index]));
    }
  });
}

function runSteps(one: RpcCase, flavour: Flavour): Promise<unknown[]> {
  const config = one.config ?? `${SERVER}${SUPERVISORD}${INTERFACE}${one.sections}`;
  const { files, wrap } = one;
  return withDaemon({ flavour, config, ...(files ? { files } : {}), ...(wrap ? { wrap } : {}) }, async (daemon) => {
    const socket = daemon.sandbox.path('s.sock');
    await waitFor('the socket', () => existsSync(socket), { state: daemon.stderr });
    await answering(socket);
    const side: Side = { daemon, socket, call: (method, ...params) => call({ address: socket }, method, ...params) };
    const outcomes: unknown[] = [];
    for (const step of one.steps) outcomes.push(comparable(await step.run(side), daemon));
    return outcomes;
  });
}

/** A socket is there a moment before anybody listens on it. */
async function answering(socket: string): Promise<void> {
  for (const deadline = performance.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    try {
      await call({ address: socket }, 'system.listMethods');
      return;
    } catch (error) {
      const refused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      if (!refused || performance.now() > deadline) throw error;
    }
  }
}

function compare({ differs, shows }: Step, reference: unknown, ours: unknown): void {
  if (shows !== undefined) assert.match(String(JSON.stringify(reference)), shows, 'the reference does not show it');
  if (differs !== undefined) {
    assert.match(String(JSON.stringify(reference)), differs.reference, 'the reference is not as described');
    if (!selfCheck) assert.deepEqual(ours, differs.ours, differs.reason);
    return;
  }
  // As text, so that the order of a struct's members counts.
  assert.equal(
    JSON.stringify(ours, null, 1),
    JSON.stringify(reference, null, 1),
    'ours (actual) is not as the reference',
  );
}

/** A call whose outcome is compared. */
export function calls(method: string, params: readonly RpcValue[] = [], more: Partial<Step> = {}): Step {
  const shown = params.map((param) => JSON.stringify(param)).join(', ');
  return { title: `${method}(${shown})`, run: (side) => side.call(`supervisor.${method}`, ...params), ...more };
}

/**
 * A call with a result for each process, compared without their order: the reference puts those first that had ended
 * when it looked right after the signal, which is a race.
 */
export function unordered(method: string, params: readonly RpcValue[] = [], more: Partial<Step> = {}): Step {
  const step = calls(method, params, more);
  return {
    ...step,
    run: async (side) => {
      const outcome = (await step.run(side)) as Outcome;
      if (!('value' in outcome)) return outcome;
      return [...(outcome.value as readonly { readonly name: string }[])].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Not compared: waits until a process is in a state. */
export function until(name: string, ...states: readonly string[]): Step {
  return {
    title: `${name} gets to ${states.join(' or ')}`,
    run: async (side) => {
      for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
        const outcome = await side.call('supervisor.getProcessInfo', name);
        const state = 'value' in outcome ? (outcome.value as { statename: string }).statename : 'none';
        if (states.includes(state)) return 'there';
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      throw new Error(`${name} did not get to ${states.join(' or ')}`);
    },
  };
}

/** What differs from run to run is replaced: times, process ids, the sandbox's directory. */
function comparable(value: unknown, { sandbox }: Daemon): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => {
      if (MOMENTARY.has(key)) return each === 0 ? 0 : '<number>';
      return typeof each === 'string' ? text(each, sandbox.dir) : each;
    }) ?? 'null',
  );
}

const MOMENTARY = new Set(['start', 'stop', 'now', 'pid']);

function text(value: string, dir: string): string {
  return normalise(value, dir)
    .replace(/uptime \d+:\d\d:\d\d/g, 'uptime <time>')
    .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, '<date>');
}
