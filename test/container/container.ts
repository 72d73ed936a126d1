import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, command, mustPodman, podman, runOptions } from './podman.ts';

export interface Container {
  readonly name: string;
  exec(...args: readonly string[]): Promise<Answer>;
  /** What `docker logs` shows, stdout and stderr. */
  logs(): Promise<string>;
  /** A field of `docker inspect`. */
  inspect(field: string): Promise<string>;
  /** Has HEALTHCHECK's command run now: what Docker does by itself takes systemd's timers here. */
  healthcheck(): Promise<Answer>;
  /** `docker stop`: milliseconds that it took. */
  stop(seconds: number): Promise<number>;
  /** The exit status, when it has ended. */
  ended(): Promise<number>;
  /** Runs a command of this machine in the container's network. */
  fromOutside(...args: readonly string[]): Promise<Answer>;
  /** Asks again and again, for at most a minute; the failure shows the container's log. */
  waitFor<T>(what: string, ask: () => Promise<T | false>): Promise<T>;
}

const WITHIN = 90_000;

/** Starts a container and removes it after the test. */
export async function startContainer(
  t: TestContext,
  image: string,
  options: readonly string[] = [],
  args: readonly string[] = [],
): Promise<Container> {
  const name = `tsv-test-${randomBytes(6).toString('hex')}`;
  t.after(() => podman(['rm', '--force', '--time=0', name]));
  await mustPodman(runOptions('--detach', '--name', name, ...options, image, ...args));
  return container(name);
}

function container(name: string): Container {
  const logs = async (): Promise<string> => {
    const { stdout, stderr } = await podman(['logs', name]);
    return stdout + stderr;
  };
  const inspect = async (field: string): Promise<string> =>
    (await mustPodman(['inspect', '--format', `{{${field}}}`, name])).trim();
  const self: Container = {
    name,
    logs,
    inspect,
    exec: (...args) => podman(['exec', name, ...args]),
    healthcheck: () => podman(['healthcheck', 'run', name]),
    async stop(seconds) {
      const begun = performance.now();
      await mustPodman(['stop', `--time=${seconds}`, name]);
      return performance.now() - begun;
    },
    async ended() {
      await self.waitFor('the container ends', async () => (await inspect('.State.Running')) === 'false');
      return Number(await inspect('.State.ExitCode'));
    },
    async fromOutside(...args) {
      return command('nsenter', ['--target', await inspect('.State.Pid'), '--net', ...args]);
    },
    async waitFor(what, ask) {
      const deadline = performance.now() + WITHIN;
      for (;;) {
        const answer = await ask();
        if (answer !== false) return answer;
        if (performance.now() > deadline) throw new Error(`${what}: not within ${WITHIN / 1000} s\n${await logs()}`);
        await pause(200);
      }
    },
  };
  return self;
}
