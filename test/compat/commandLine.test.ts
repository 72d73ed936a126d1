import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDaemon } from '../helpers/daemon.ts';
import { noReference } from '../helpers/flavour.ts';
import { type Refusal, refusals } from '../helpers/refused.ts';

/** Options with a value that is wrong. */
const WRONG_VALUES: readonly (readonly [option: string, value: string, says: RegExp])[] = [
  ['-c', '{dir}/nosuch.conf', /^Error: could not find config file <dir>\/nosuch\.conf$/],
  ['--configuration', '{dir}/nosuch.conf', /^Error: could not find config file/],
  ['-u', 'nosuchuser', /^Error: Invalid user name nosuchuser$/],
  ['--user', '987654', /^Error: .*987654/],
  ['-m', '9', /^Error: invalid value for -m '9': 9 can not be converted to an octal type$/],
  ['--umask', 'x', /^Error: invalid value for --umask 'x'/],
  ['-d', '/nosuch', /^Error: invalid value for -d '\/nosuch': \/nosuch is not an existing directory$/],
  ['--directory', '/etc/passwd', /^Error: invalid value for --directory/],
  [
    '-l',
    '/nosuch/x',
    /^Error: invalid value for -l '\/nosuch\/x': The directory named as part of the path \/nosuch\/x does not exist$/,
  ],
  ['--logfile', '/nosuch/x', /^Error: invalid value for --logfile/],
  ['-y', '1XB', /^Error: invalid value for -y '1XB': invalid literal for int\(\) with base 10: '1xb'$/],
  ['--logfile_maxbytes', '', /^Error: invalid value for --logfile_maxbytes ''/],
  ['-z', 'x', /^Error: invalid value for -z 'x'/],
  ['--logfile_backups', '1.5', /^Error: invalid value for --logfile_backups '1.5'/],
  ['-e', 'loud', /^Error: invalid value for -e 'loud': bad logging level name 'loud'$/],
  ['--loglevel', '', /^Error: invalid value for --loglevel ''/],
  ['-j', '/nosuch/pid', /^Error: invalid value for -j/],
  ['--pidfile', '/nosuch/pid', /^Error: invalid value for --pidfile/],
  ['-q', '/nosuch', /^Error: invalid value for -q '\/nosuch'/],
  ['--childlogdir', '/nosuch', /^Error: invalid value for --childlogdir/],
  ['-a', 'x', /^Error: invalid value for -a 'x': invalid literal for int\(\) with base 10: 'x'$/],
  ['--minfds', 'x', /^Error: invalid value for --minfds 'x'/],
  ['--minprocs', 'x', /^Error: invalid value for --minprocs 'x'/],
];

/** With a configuration that is right; the options come first, so that -c given twice is not what is complained about. */
const wrongValues: Refusal[] = WRONG_VALUES.map(([option, value, says]) => ({
  title: `${option} ${JSON.stringify(value)}`,
  args: [option, value, ...(/^-(c|-conf)/.test(option) ? [] : ['-c', '{dir}/supervisord.conf']), '-n'],
  says,
}));

refusals('command line: values that are wrong', wrongValues);

refusals('command line: shapes that are wrong', [
  { title: 'an unknown short option', args: ['-x'], says: /^Error: option -x not recognized$/ },
  { title: 'an unknown long option', args: ['--nosuch'], says: /^Error: option --nosuch not recognized$/ },
  {
    title: 'an unknown long option with a value',
    args: ['--nosuch=1'],
    says: /^Error: option --nosuch not recognized$/,
  },
  {
    title: 'a positional argument',
    args: ['one', 'two'],
    says: /^Error: positional arguments are not supported: \['one', 'two'\]$/,
  },
  {
    title: 'positional arguments after --',
    args: ['-n', '--', '-n'],
    says: /^Error: positional arguments are not supported: \['-n'\]$/,
  },
  { title: 'options after a positional argument are positional too', args: ['one', '-n'], says: /\['one', '-n'\]/ },
  { title: 'a short option without its value', args: ['-n', '-c'], says: /^Error: option -c requires argument$/ },
  {
    title: 'a long option without its value',
    args: ['--configuration'],
    says: /^Error: option --configuration requires argument$/,
  },
  {
    title: 'a value for an option that takes none',
    args: ['--nodaemon=1'],
    says: /^Error: option --nodaemon must not have an argument$/,
  },
  {
    title: 'an abbreviation that fits several options',
    args: ['--logf', 'x'],
    says: /^Error: option --logf not a unique prefix$/,
  },
  {
    title: 'the same option twice',
    args: ['-n', '-n', '-c', '{dir}/supervisord.conf'],
    says: /^Error: conflicting command line option '-n'$/,
  },
  {
    title: 'the same option in both spellings',
    args: ['-n', '--nodaemon'],
    says: /^Error: conflicting command line option '--nodaemon'$/,
  },
]);

refusals('command line: options that only print', [
  ...['-v', '--version', '--vers'].map((option) => ({
    title: `${option} prints a version and exits with 0`,
    args: [option],
    says: /^\d+\.\d+\.\d+/,
    textDiffers: 'our own version',
  })),
  ...['-h', '--help', '-?'].map((option) => ({
    title: `${option} prints the usage and exits with 0`,
    args: [option],
    says: /^supervisord -- run a set of applications as daemons\.$/,
    textDiffers: 'our own words',
  })),
  { title: '-v wins over what comes later', args: ['-v', '-x'], says: /Error: option -x not recognized/ },
]);

test('-h names every option of the reference in both spellings', { skip: noReference || false }, async () => {
  const [reference, ours] = await Promise.all([help('reference'), help('ours')]);
  const options = new Set(reference.match(/(?<=^|\/)(--?[a-z_]+)/gm));
  assert.ok(options.size > 30, `only ${options.size} options found in the reference's help`);
  const missing = [...options].filter(
    (option) => option !== '--profile_options' && !new RegExp(`(^|[\\s,/])${option}\\b`, 'm').test(ours),
  );
  assert.deepEqual(missing, []);
});

async function help(flavour: 'reference' | 'ours'): Promise<string> {
  const daemon = await startDaemon({ flavour, config: null, args: ['-h'] });
  try {
    await daemon.waitExit();
    return daemon.stdout();
  } finally {
    await daemon.dispose();
  }
}
