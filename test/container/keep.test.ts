import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { startContainer } from './container.ts';
import { build } from './images.ts';
import { noContainers } from './podman.ts';

const DOCKERFILE = `FROM node:22
RUN npm install -g tsupervisord
ENTRYPOINT ["tsupervisord", "--keep", "--"]
`;

interface Case {
  readonly title: string;
  readonly options?: readonly string[];
  readonly script: string;
  readonly cause: RegExp;
  readonly status: string;
}

const CASES: readonly Case[] = [
  {
    title: 'a command that fails',
    script: 'echo booting; exit 3',
    cause: /^sh: It ended by itself with exit status 3\. What it said stands in the log of the container\.$/m,
    status: '3',
  },
  {
    title: 'a command that the OOM killer ends',
    options: ['--memory=150m', '--memory-swap=150m'],
    script: 'exec tail /dev/zero',
    cause: /^sh: The container's OOM killer struck at \d\d:\d\d:\d\d UTC: .*\(limit 150 MiB, /m,
    status: '137',
  },
  {
    title: 'a command of another user than root',
    options: ['--user=1000'],
    script: 'foobar',
    cause: /^sh: A command that it calls was not found \(exit status 127\)\.$/m,
    status: '127',
  },
];

suite('--keep in a container', { skip: noContainers, timeout: 900_000 }, () => {
  let image: string;
  before(async () => {
    image = await build('keep', DOCKERFILE, () => undefined);
  });

  for (const { title, options = [], script, cause, status } of CASES) {
    test(`${title} leaves it up, why tells the cause, and a stop gives the command's status`, async (t) => {
      const container = await startContainer(t, image, options, ['sh', '-c', script]);
      await container.waitFor('it says that it stays', async () => (await container.logs()).includes('stays up until'));
      assert.match((await container.logs()).replaceAll('tsupervisord: ', ''), cause);
      assert.equal(await container.inspect('.State.Running'), 'true');
      const why = await container.exec('tsupervisorctl', 'why');
      assert.match(why.stdout, cause);
      assert.equal(why.status, 0);
      assert.ok((await container.stop(20)) < 10_000);
      assert.equal(await container.inspect('.State.ExitCode'), status);
    });
  }
});
