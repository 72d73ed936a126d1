import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Secret, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../helpers/flavour.ts';

/** The manifest of examples/kubernetes against the schemas that Kubernetes publishes, and against its own supervisord.conf. */
const FOLDER = join(ROOT, 'examples/kubernetes');
const CONFIG = readFileSync(join(FOLDER, 'supervisord.conf'), 'utf8');
const MANIFESTS = parseAllDocuments(readFileSync(join(FOLDER, 'deployment.yaml'), 'utf8')).map((document) => {
  assert.deepEqual(document.errors, []);
  return document.toJS() as Manifest;
});

interface Manifest {
  readonly kind: string;
}

const KINDS: Readonly<Record<string, new (data: never) => { validate(): void }>> = { Deployment, Secret, Service };

for (const manifest of MANIFESTS) {
  describe(`The ${manifest.kind}`, () => {
    test('is valid', () => assert.equal(faultOf(manifest), null));

    test('has no field that its schema does not know', () => assert.deepEqual(unknownFields(manifest), []));
  });
}

test('a wrong manifest is found out, and a field with a wrong name too', () => {
  const [deployment] = MANIFESTS.filter(({ kind }) => kind === 'Deployment');
  assert.ok(deployment);
  const probe = ['spec', 'template', 'spec', 'containers', '0', 'livenessProbe', 'httpGet'];
  assert.match(faultOf(withValue(deployment, probe, { path: '/livez' })) ?? '', /port/);
  const misspelled = withValue(deployment, ['spec', 'template', 'spec', 'terminationGracePeriod'], 45);
  assert.deepEqual(unknownFields(misspelled), ['spec.template.spec.terminationGracePeriod']);
});

describe('The pod and its supervisord.conf agree', () => {
  const pod = read(MANIFESTS, [1, 'spec', 'template', 'spec']);
  const container = read(pod, ['containers', 0]);

  test('preStop and shutdown_timeout leave some of the grace period', () => {
    const pause = Number(read(container, ['lifecycle', 'preStop', 'exec', 'command', 1]));
    const grace = Number(read(pod, ['terminationGracePeriodSeconds']));
    const timeout = Number(option('shutdown_timeout'));
    const program = Number(option('stopwaitsecs'));
    assert.ok(
      pause > 0 && program > 0 && program <= timeout && pause + timeout < grace,
      `${pause} ${timeout} ${grace}`,
    );
  });

  test('the probes ask the port that the daemon listens on', () => {
    const ports = read(container, ['ports']) as { name: string; containerPort: number }[];
    const named = ports.find(({ name }) => name === 'supervisor')?.containerPort;
    assert.equal(option('port'), `*:${named}`);
    assert.equal(option('probes'), 'true');
    for (const [probe, path] of Object.entries(PROBES)) {
      assert.equal(read(container, [probe, 'httpGet', 'port']), 'supervisor');
      assert.equal(read(container, [probe, 'httpGet', 'path']), path);
    }
  });

  test('it has the variables that the configuration names', () => {
    const names = (read(container, ['env']) as { name: string }[]).map(({ name }) => name);
    assert.deepEqual([...CONFIG.matchAll(/%\(ENV_(\w+)\)s/g)].map(([, name]) => name).sort(), [...names].sort());
  });
});

const PROBES = { startupProbe: '/readyz', readinessProbe: '/readyz', livenessProbe: '/livez' };

/** The schemas let unknown fields pass: one is known if a value of the wrong type, here a list of lists, is refused there. */
function unknownFields(manifest: Manifest): string[] {
  return leavesOf(manifest)
    .filter((path) => faultOf(withValue(manifest, path, [[[]]]), manifest.kind) === null)
    .map((path) => path.join('.'));
}

function faultOf(manifest: Manifest, name = manifest.kind): string | null {
  const Kind = KINDS[name];
  assert.ok(Kind, `${name} is not known here`);
  try {
    new Kind(manifest as never).validate();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Paths of all values that are no objects. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy with another value at that path. */
function withValue<T>(value: T, path: readonly string[], replacement: unknown): T {
  const copy = structuredClone(value);
  const last = path.at(-1) ?? '';
  (read(copy, path.slice(0, -1)) as Record<string, unknown>)[last] = replacement;
  return copy;
}

function read(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function option(key: string): string | undefined {
  return new RegExp(`^${key}=(.*)$`, 'm').exec(CONFIG)?.[1];
}
