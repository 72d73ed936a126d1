import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Flavour } from '../../helpers/flavour.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { OUR_CTL, REFERENCE_CTL } from '../ctl/clients.ts';
import { PASSWORD, run, type Served, serve, USERNAME, without } from './tools.ts';

/** What the module is told, one after the other, and what it makes of that with the reference. */
interface Step {
  readonly name: string;
  readonly state: string;
  readonly signal?: string;
  /** Over TCP with a password, without a configuration file. */
  readonly tcp?: true;
  readonly shows: RegExp;
}

const STEPS: readonly Step[] = [
  { name: 'off', state: 'started', shows: /"affected":\["off"\],"changed":true/ },
  { name: 'off', state: 'stopped', tcp: true, shows: /"affected":\["off"\],"changed":true/ },
  { name: 'fresh', state: 'present', shows: /"changed":true/ },
  { name: 'fresh', state: 'present', shows: /"changed":false/ },
  { name: 'fresh', state: 'stopped', shows: /"affected":\["fresh"\],"changed":true/ },
  { name: 'fresh', state: 'absent', shows: /"changed":true/ },
  { name: 'g:', state: 'restarted', shows: /"affected":\["g:a","g:b"\],"changed":true/ },
  { name: 'cat', state: 'signalled', signal: 'CONT', shows: /"affected":\["cat"\],"changed":true/ },
  { name: 'nope', state: 'started', shows: /"failed":true,"msg":"ERROR \(no such process\)"/ },
  { name: 'broken', state: 'started', shows: /"failed":true.*broken: ERROR \(no such file\)/ },
];

interface Pairing {
  readonly name: string;
  readonly server: Flavour;
  readonly ctl: string;
}

const FIRST: Pairing = { name: 'reference-reference', server: 'reference', ctl: REFERENCE_CTL };
/** Three, since a play takes its time; actions of our client on the reference's daemon are compared in test/compat/ctl. */
const PAIRINGS: readonly Pairing[] = [
  FIRST,
  { name: 'reference-ours', server: 'ours', ctl: REFERENCE_CTL },
  { name: 'ours-ours', server: 'ours', ctl: OUR_CTL },
];

describe("Ansible's supervisorctl module", { skip: without('/usr/bin/ansible-playbook', 'ansible') }, () => {
  let results: Readonly<Record<string, readonly unknown[]>>;
  before(
    async () => {
      results = await play();
    },
    { timeout: 200_000 },
  );

  for (const [index, { name, state, shows }] of STEPS.entries()) {
    test(`${index + 1}: ${name} ${state}, the same with each pairing of client and server`, () => {
      const expected = results[FIRST.name]?.[index];
      assert.match(JSON.stringify(expected), shows, 'the reference does not show what this is about');
      for (const pairing of PAIRINGS) assert.deepEqual(results[pairing.name]?.[index], expected, pairing.name);
    });
  }
});

/** All pairings at once, as the hosts of one play: most of the time is Ansible's own. */
async function play(): Promise<Record<string, readonly unknown[]>> {
  const sandbox = createSandbox();
  const served = await Promise.all(PAIRINGS.map(({ server }) => serve(server)));
  try {
    const hosts = PAIRINGS.map(({ name, ctl }, index) => [name, hostVariables(ctl, served[index], sandbox.path(name))]);
    sandbox.write('inventory.json', JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }));
    sandbox.write('play.json', JSON.stringify([PLAY]));
    for (const { daemon } of served)
      daemon.sandbox.write('more.conf', '[program:fresh]\ncommand=/bin/cat\nstartsecs=0\n');
    const args = ['-i', sandbox.path('inventory.json'), sandbox.path('play.json')];
    await run('/usr/bin/ansible-playbook', args, {
      PATH: `/usr/bin:/bin:${dirname(process.execPath)}`,
      HOME: sandbox.dir,
      ANSIBLE_FORKS: String(PAIRINGS.length),
      ANSIBLE_PIPELINING: 'True',
    });
    return Object.fromEntries(
      PAIRINGS.map(({ name }) => [name, (JSON.parse(sandbox.read(name) ?? '[]') as object[]).map(comparable)]),
    );
  } finally {
    await Promise.all(served.map(({ daemon }) => daemon.dispose()));
    sandbox.remove();
  }
}

function hostVariables(ctl: string, served: Served | undefined, output: string): Record<string, unknown> {
  const url = `http://127.0.0.1:${served?.port}`;
  const config = served?.daemon.sandbox.path('supervisord.conf');
  return { ansible_connection: 'local', ansible_python_interpreter: '/usr/bin/python3', ctl, config, url, output };
}

const PLAY = {
  hosts: 'all',
  gather_facts: false,
  strategy: 'free',
  tasks: [
    {
      'community.general.supervisorctl': {
        name: '{{ item.name }}',
        state: '{{ item.state }}',
        signal: '{{ item.signal | default(omit) }}',
        supervisorctl_path: '{{ ctl }}',
        config: '{{ omit if item.tcp is defined else config }}',
        server_url: '{{ url if item.tcp is defined else omit }}',
        username: `{{ '${USERNAME}' if item.tcp is defined else omit }}`,
        password: `{{ '${PASSWORD}' if item.tcp is defined else omit }}`,
      },
      loop: STEPS.map(({ shows: _, ...step }) => step),
      register: 'outcome',
      ignore_errors: true,
    },
    { copy: { content: '{{ outcome.results | to_json }}', dest: '{{ output }}' } },
  ],
};

/** What a play can react to. */
function comparable(outcome: object): object {
  const given = new Map(Object.entries(outcome));
  const kept = ['affected', 'changed', 'failed', 'msg', 'name', 'rc', 'state', 'stderr', 'stdout'];
  return Object.fromEntries(kept.flatMap((key) => (given.has(key) ? [[key, given.get(key)]] : [])));
}
