import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noReference } from '../../helpers/flavour.ts';
import { attach } from './attached.ts';
import { OUR_CTL } from './clients.ts';
import { noTerminal, openTerminal } from './terminal.ts';
import { createWorld, type World } from './world.ts';

const SHELLS = [
  {
    shell: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    setUp: 'source <(tsupervisorctl completion bash)',
  },
  {
    shell: 'zsh',
    args: ['-f', '-i'],
    setUp: 'autoload -Uz compinit; compinit -D -u; source <(tsupervisorctl completion zsh)',
  },
] as const;

/** Where everything has to be there, a missing shell is a failure. */
function without(shell: string): string | false {
  return existsSync(`/usr/bin/${shell}`) || process.env.CI === 'true' ? false : `apt-get install ${shell}`;
}

describe('completion in shells', { skip: noReference }, () => {
  let world: World;
  let path = '';
  before(
    async () => {
      world = await createWorld('ours');
      symlinkSync(OUR_CTL, world.daemon.sandbox.path('tsupervisorctl'));
      path = `${world.daemon.sandbox.dir}:/usr/bin:/bin:${dirname(process.execPath)}`;
    },
    { timeout: 60_000 },
  );
  after(() => world?.dispose());

  /** Runs a shell with the script as its argument; answers the lines it prints. */
  async function linesOf(shell: string, ...args: string[]): Promise<string[]> {
    // Its input is a socket, which bash takes for a remote login that wants ~/.bashrc.
    const env = ['-i', `PATH=${path}`, `HOME=${world.daemon.sandbox.dir}`, shell];
    const { stdout, stderr } = await attach('/usr/bin/env', [...env, ...args], world.daemon.sandbox.dir).ended();
    assert.equal(stderr, '');
    return stdout.split('\n').slice(0, -1);
  }

  test('bash offers actions and names', async () => {
    const script = `source <(tsupervisorctl completion bash)
COMP_WORDBREAKS=$' \n:='
offer() { COMP_LINE="tsupervisorctl $1"; COMP_POINT=\${#COMP_LINE}; _tsupervisorctl; echo "\${COMPREPLY[@]}"; }
for words in "rest" "help sta" "-c $1 stop c" "-c $1 stop pair:pa" "-s unix:///no stop "; do offer "$words"; done`;
    const lines = await linesOf('/bin/bash', '--norc', '-c', script, 'bash', world.fill('{dir}/supervisord.conf'));
    assert.deepEqual(lines, ['restart', 'start status', 'cat', 'pair_0 pair_1', '']);
  });

  test('fish offers actions, names and files', { skip: without('fish') }, async () => {
    const script = `tsupervisorctl completion fish | source
for words in "rest" "help sta" "-c {dir}/supervisord.conf stop c" "-c {dir}/supervisord.conf stop pair:pa" "-s unix:///no stop " "-c {dir}/here.c"
  echo (complete -C "tsupervisorctl $words")
end`;
    const lines = await linesOf('fish', '--no-config', '-c', world.fill(script));
    const offered = ['restart', 'start status', 'cat', 'pair:pair_0 pair:pair_1', '', world.fill('{dir}/here.conf')];
    assert.deepEqual(lines, offered);
  });

  for (const { shell, args, setUp } of SHELLS) {
    test(`${shell} completes on a terminal`, { skip: noTerminal || without(shell) }, async (t) => {
      const { dir } = world.daemon.sandbox;
      const terminal = openTerminal(`/usr/bin/${shell}`, args, dir, { PATH: path, HOME: dir, PS1: '@ ' });
      t.after(terminal.kill);
      await terminal.step(`${setUp}; echo rea""dy\r`, /ready[\s\S]*@ /);
      await terminal.step('tsupervisorctl rest\t', /rest\S*art/);
      await terminal.step('\x15tsupervisorctl -c supervisord.conf stop ca\t', /stop ca\S*t/);
      await terminal.step('\x15tsupervisorctl -c supervisord.conf stop pair:pa\t', /pair:pa\S*ir_/);
      await terminal.step('\t\t', /pair_0 +(pair:)?pair_1/);
      await terminal.step('\x15exit\r', /exit/);
      await terminal.ended();
    });
  }
});
