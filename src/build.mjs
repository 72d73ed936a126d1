// Builds what is run: one bundled CommonJS file a command (CommonJS starts faster than ESM) and the native addon.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildNative } from './native/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'dist');

/**
 * How a file starts itself when it is executed. All forms are valid shell and valid JavaScript.
 * The daemon needs the shell: Node raises its own soft limit of open files before any of our code runs, and what it was
 * is what children are to get; and a shell exports PWD and the like, which children are not to see where it was not set.
 * NODE_EXTRA_CA_CERTS would cost half a start: src/util/extraCertificates.ts.
 */
const LIMIT_AND_ENVIRONMENT = String.raw`":" //; l=$(ulimit -Sn; printf '\1'; LC_ALL=C exec tr '\0' '\1' </proc/$$/environ 2>/dev/null); [ ${'$'}{#l} -lt 99999 ] || l=$(ulimit -Sn); case $l in *=*) unset NODE_EXTRA_CA_CERTS;; esac`;
/** cron, sudo and the like have a short PATH; Node's official images and its own installer put it here. */
const NODE = `":" //; n=node; command -v node >/dev/null || ! [ -x /usr/local/bin/node ] || n=/usr/local/bin/node`;
const DAEMON_FLAGS = '--max-semi-space-size=1 --semi-space-growth-factor=1 --no-memory-reducer --expose-gc';

/**
 * Init mode hands on what Node resets as well: signals that are blocked or ignored, and open descriptors (the script's
 * own is no such). NODE_OPTIONS is meant for the command.
 */
const INIT_NOTES = [
  `":" //; f='${DAEMON_FLAGS}'; case " $* " in *' -- '*) f="$f --v8-pool-size=0 --compact-on-every-full-gc"; i=`,
  '":" //; while read -r k v; do case $k in SigBlk:) i=$v;; SigIgn:) i="$i $v"; break;; esac; done 2>/dev/null </proc/$$/status',
  `":" //; for k in /proc/$$/fd/*; do [ -e "$k" ] && ! [ "$k" -ef "$0" ] && i="$i \${k##*/}"; done`,
  '":" //; export TSUPERVISORD_INIT="$i"; case $l in *=*) unset NODE_OPTIONS;; esac;; esac',
];

const launcher = (...lines) => ['#!/bin/sh', ...lines, ''].join('\n');

const LAUNCHERS = {
  // Without a shell, which would add PWD to the names that a configuration can expand.
  plain: '#!/usr/bin/env node\n',
  prepare: launcher(NODE, `":" //; exec $n ${DAEMON_FLAGS} "$0" "$@"`),
  proxy: launcher(LIMIT_AND_ENVIRONMENT, NODE, `":" //; TSUPERVISORD_LAUNCH=$l exec $n ${DAEMON_FLAGS} "$0" "$@"`),
  daemon: launcher(LIMIT_AND_ENVIRONMENT, NODE, ...INIT_NOTES, '":" //; TSUPERVISORD_LAUNCH=$l exec $n $f "$0" "$@"'),
};

const COMMANDS = {
  tsupervisord: 'daemon',
  tsupervisorctl: 'plain',
  echo_tsupervisord_conf: 'plain',
  tpidproxy: 'proxy',
  prepare: 'prepare',
};

/**
 * What libraries bring along and is never used here: winston's copy of Node's own streams, its colours and its debug
 * output are half of its start-up.
 */
const REPLACED = {
  // Commander starts programs of its own for subcommands; nothing here has any.
  'node:child_process': 'module.exports = {}',
  'readable-stream': "module.exports = require('node:stream')",
  'readable-stream/lib/_stream_writable.js': "module.exports = require('node:stream').Writable",
  '@colors/colors/safe': 'module.exports = { enabled: false }',
  '@dabh/diagnostics': 'module.exports = () => () => false',
};

const replacements = {
  name: 'replacements',
  setup(esbuild) {
    const filter = new RegExp(`^(${Object.keys(REPLACED).join('|')})$`);
    esbuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'replaced' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path }) => ({ contents: REPLACED[path] }));
  },
};

/**
 * What is imported with `import()` goes into a file of its own, read when it is needed: a daemon without servers never
 * sees the code for them. Such a module must not import the native layer, which a process can load only once.
 */
const later = {
  name: 'later',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = join(resolveDir, path);
      const name = relative(join(root, 'src'), source).replaceAll('/', '-').replace(/\.ts$/, '');
      written.set(name, written.get(name) ?? bundle(name, source, ''));
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/** The one bundle whose `import()` is Node's own and not a `require` of one of our files. */
const REAL_IMPORT = 'util-importModule';

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/** Large, and not part of a running daemon: names are worth less there than the size of the package. */
const RARE =
  /^(logging-dispatcher|convert-|ctl-usage|ctl-why-|config-tools|config-load-scaledProgram|echo_tsupervisord_conf|daemon-schedule-|init-keep|rpc-twiddler-)/;

/** Files in the making, by name. */
const written = new Map();

await mkdir(outDir, { recursive: true });
for (const [name, launcher] of Object.entries(COMMANDS)) {
  written.set(name, bundle(name, join(root, 'src/bin', `${name}.ts`), LAUNCHERS[launcher]));
}
// Types that import nothing are declarations as they stand: what a plug-in's author gets from the package.
await copyFile(join(root, 'src/model/plugins.ts'), join(outDir, 'plugins.d.ts'));
await buildNative({ outDir: join(outDir, 'native') });
await writeManuals(join(outDir, 'man'));
for (const file of written.values()) await file;
execFileSync(join(outDir, 'prepare.cjs'), { stdio: 'inherit' });

async function bundle(name, source, launcher) {
  const result = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: RARE.test(name),
    legalComments: 'none',
    external: ['node-pty'],
    plugins: [replacements, later],
    // One that stays as it is loads files of users, ES modules included.
    supported: { 'dynamic-import': name === REAL_IMPORT },
    define: { 'import.meta.url': 'undefined', __VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
  });
  const file = join(outDir, `${name}.cjs`);
  // Written aside and moved into place: a daemon that is running keeps the file it was started from.
  await writeFile(`${file}.new`, launcher + identified(result.outputFiles[0].text));
  await chmod(`${file}.new`, launcher === '' ? 0o644 : 0o755);
  await rename(`${file}.new`, file);
}

/** The code cache of a bundle holds for just this text: src/util/codeCache.ts. */
function identified(text) {
  return `${text.trimEnd()}\n//${createHash('sha256').update(text).digest('hex')}\n`;
}

/** The manual pages come from the tables that the commands themselves use. */
async function writeManuals(folder) {
  const entryPoints = [join(root, 'src/docs/manuals.ts')];
  const result = await build({ entryPoints, bundle: true, write: false, platform: 'node', format: 'esm' });
  const module = Buffer.from(result.outputFiles[0].contents).toString('base64');
  const { manualFiles } = await import(`data:text/javascript;base64,${module}`);
  const day = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000).toISOString().slice(0, 10);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(manualFiles(version, day))) await writeFile(join(folder, name), text);
}
