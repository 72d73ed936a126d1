import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Daemon, startDaemon } from '../helpers/daemon.ts';
import { OURS } from '../helpers/flavour.ts';

/** Every command line of README.md is run here as it stands, or where is said which test or check does it. */
const checkout = join(dirname(fileURLToPath(import.meta.url)), '../..');
const readme = readFileSync(join(checkout, 'README.md'), 'utf8');

interface Expected {
  readonly status: number;
  readonly shows: RegExp;
}

/** What a line shows in a folder with CONFIG, while its daemon runs. */
const RUN: Readonly<Record<string, Expected>> = {
  'tsupervisord --check -c FILE': { status: 0, shows: /^$/ },
  'tsupervisord --dump-config -c FILE': { status: 0, shows: /^\[program:web\]$/m },
  'echo_tsupervisord_conf --reference': { status: 0, shows: /scene_dir/ },
  'tsupervisorctl status': { status: 3, shows: /^app +FATAL/m },
  'tsupervisorctl health': { status: 1, shows: /app/ },
  'tsupervisorctl graph': { status: 0, shows: /web/ },
  'tsupervisorctl why app': { status: 0, shows: /no database/ },
  'docker exec app tsupervisorctl why': { status: 0, shows: /no database/ },
  'tsupervisorctl why --list': { status: 0, shows: /app/ },
  'tsupervisorctl restart --rolling web:*': { status: 0, shows: /web:web_0: started\nweb:web_1: stopped/ },
  'tsupervisorctl shell': { status: 0, shows: /^$/ },
  'tsupervisorctl shell app': { status: 0, shows: /^$/ },
  'tsupervisorctl shell app -- COMMAND': { status: 0, shows: /^[0-9]+\n$/ },
  'tsupervisord convert docker-compose.yml': { status: 0, shows: /^\[program:web\]$/m },
  'tsupervisorctl scale web=5': { status: 0, shows: /web_4/ },
};

/** Those that build or test the checkout, or need another daemon: by which file, and a text in it that shows it. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'npm ci': ['.ci/run', 'npm ci'],
  'npm start': ['test/integration/examples.test.ts', 'quickstart'],
  'npm test': ['.ci/run', 'npm test'],
  'npm run test:compat': ['.ci/run', 'npm run test:compat'],
  'npm run test:package': ['.ci/run', 'npm run test:package'],
  'npm run test:container': ['.ci/run', 'npm run test:container'],
  'npm run lint': ['.ci/run', 'npm run lint'],
  'npm run typecheck': ['.ci/run', 'npm run typecheck'],
  'npm install -g tsupervisord': ['test/container/images.ts', 'npm install -g'],
  'npm run build:executable': ['package.json', 'build:executable'],
  'npm run build': ['package.json', '"test": "npm run -s build'],
  'apt-get install supervisor': ['.ci/run', 'supervisor tini'],
  'docker exec': ['test/container/container.ts', "'exec'"],
  'docker stop': ['test/container/container.ts', "'stop'"],
  'tsupervisorctl health || exit 1': ['test/container/springBoot.test.ts', 'healthcheck()'],
  'tsupervisorctl fg app': ['test/integration/fgTerminal.test.ts', "'fg'"],
};

/** They change the checkout, take minutes, or are both of these in one. */
const SCRIPTS = [
  ...['npm run format', 'npm run docs', 'npm run check'],
  ...['npm run bench', 'npm run bench -- --help'],
];

const CONFIG = `
[supervisord]
console=true
scene_dir={dir}/scenes
[unix_http_server]
file={dir}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{dir}/supervisor.sock
[program:web]
command=sleep 1000
startsecs=0
numprocs=2
process_name=%(program_name)s_%(process_num)d
[program:app]
command=sh -c 'echo no database >&2; exit 1'
startretries=0
depends_on=web
`;

suite('README.md', () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await startDaemon({ flavour: 'ours', config: CONFIG });
    await daemon.waitLog(/gave up: app/);
    await daemon.waitLog(/success: web_\d entered/, 2);
    daemon.sandbox.write('docker-compose.yml', 'services:\n  web:\n    command: ["sleep", "1000"]\n');
    putOnPath(daemon.sandbox.path('bin'));
  });
  after(() => daemon.dispose());

  for (const [line, { status, shows }] of Object.entries(RUN)) {
    test(line, async () => {
      const done = await shell(
        line.replace('docker exec app ', '').replace('FILE', 'supervisord.conf').replace('COMMAND', 'id -u'),
        daemon,
      );
      assert.match(done.output, shows);
      assert.equal(done.status, status, done.output);
    });
  }

  for (const [line, [file, text]] of Object.entries(ELSEWHERE)) {
    test(`${line}, by ${file}`, () => {
      assert.ok(readFileSync(join(checkout, file), 'utf8').includes(text), `${file} does not have: ${text}`);
    });
  }

  for (const line of SCRIPTS) {
    test(`${line} is a script of the package`, () => {
      const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: object };
      assert.ok(line.replace('npm run ', '').split(' ')[0] ?? '' in scripts);
    });
  }

  test('has no other command line', () => {
    const known = new Set([...Object.keys(RUN), ...Object.keys(ELSEWHERE), ...SCRIPTS]);
    const all = commandLines();
    assert.deepEqual(
      all.filter((line) => !known.has(line)),
      [],
    );
    assert.deepEqual(
      [...known].filter((line) => !all.includes(line)),
      [],
    );
  });

  test('its sections of a configuration have no errors', async () => {
    for (const [index, text] of fences('ini').entries()) {
      // They are excerpts, and name files of a container.
      const config = daemon.sandbox.write(
        `fence-${index}.conf`,
        `[supervisord]\nuser=root\n${text
          .replace(/^files=.*/m, 'files=/nowhere/*.conf')
          .replace(/^services=.*/m, 'files=/nowhere/*.conf')
          .replace('[supervisord]', '')}`,
      );
      const { status, output } = await shell(`tsupervisord --check -c ${config}`, daemon);
      assert.equal(status, 0, `${text}\n${output}`);
    }
  });

  test('its links lead to files', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
    assert.deepEqual(
      links.filter((target) => !/^https?:/.test(target) && !existsSync(join(checkout, target))),
      [],
    );
  });
});

function fences(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

/** Lines of shell blocks without their comments, part by part, and what stands between backquotes. */
function commandLines(): string[] {
  const blocks = fences('sh')
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => line.replace(/ +#.*/, '').split(' && '));
  const spans = [...readme.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const commands = [...blocks, ...spans].map((line) => line.replace(/^HEALTHCHECK CMD /, '').replace(/ \[.*\]$/, ''));
  return [
    ...new Set(
      commands.filter((line) => /^(tsupervisord|tsupervisorctl|echo_tsupervisord_conf|npm|docker|apt-get) /.test(line)),
    ),
  ];
}

function putOnPath(folder: string): void {
  mkdirSync(folder);
  for (const name of ['tsupervisord', 'tsupervisorctl', 'echo_tsupervisord_conf']) {
    symlinkSync(join(dirname(OURS), `${name}.cjs`), join(folder, name));
  }
}

function shell(line: string, { sandbox }: Daemon): Promise<{ readonly status: number; readonly output: string }> {
  const env = { ...process.env, PATH: `${sandbox.path('bin')}:${process.env.PATH}` };
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', line], { cwd: sandbox.dir, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
    child.stdin?.end();
  });
}
