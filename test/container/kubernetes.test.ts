import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { type Container, startContainer } from './container.ts';
import { exampleImage } from './images.ts';
import { noContainers } from './podman.ts';

/** What deployment.yaml says of the pod: nobody is root, nothing can be written but /tmp, no rights. */
const POD = [
  ...['--read-only', '--read-only-tmpfs=false', '--tmpfs=/tmp', '--user=1000', '--cap-drop=all'],
  ...['--security-opt=no-new-privileges', '--memory=256m'],
  ...['--env=SUPERVISOR_USERNAME=admin', '--env=SUPERVISOR_PASSWORD=sesame'],
];
const GRACE = 45;

suite('examples/kubernetes in a container as its manifest has it', { skip: noContainers, timeout: 900_000 }, () => {
  let image: string;
  before(async () => {
    image = await exampleImage('kubernetes');
  });

  test('probes answer, a stopped program makes it unready, and TERM stops it in order', async (t) => {
    const container = await startContainer(t, image, POD);
    await container.waitFor('it is ready', async () => (await probe(container, '/readyz')) === '200');
    assert.equal(await probe(container, '/livez'), '200');
    assert.equal(await probe(container, '/metrics'), '401');
    assert.match((await container.exec('tsupervisorctl', 'status')).stdout, /^web +RUNNING/);
    assert.notEqual((await container.exec('touch', '/srv/app/x')).status, 0);

    await container.exec('tsupervisorctl', 'stop', 'web');
    assert.equal(await probe(container, '/readyz'), '503');
    assert.equal(await probe(container, '/livez'), '200');
    await container.exec('tsupervisorctl', 'start', 'web');
    await container.waitFor('it is ready again', async () => (await probe(container, '/readyz')) === '200');

    // The preStop hook, then TERM.
    assert.equal((await container.exec('sleep', '1')).status, 0);
    assert.ok((await container.stop(GRACE)) < 10_000);
    assert.equal(await container.inspect('.State.ExitCode'), '0');
    assert.match(await container.logs(), /^\{.*"process":"web".*"message":"closed"/m);
  });
});

async function probe({ fromOutside }: Container, path: string): Promise<string> {
  const options = ['-s', '-o', '/dev/null', '-w', '%{http_code}'];
  return (await fromOutside('curl', ...options, `http://127.0.0.1:9001${path}`)).stdout;
}
