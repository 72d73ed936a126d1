import { type Block, heading, type Terms, terms, text } from './blocks.ts';

/** What is to be known of the file before its sections: how it is written, and the kinds of values. */
export function fileFormat(): Block[] {
  return [
    ...text(
      'The file is the `supervisord.conf` of Supervisor: sections in brackets, and lines of `key=value`. A line that ' +
        'begins with `;` or `#` is a comment; behind a value, a comment begins at a `;` that has white space before it, ' +
        'also within quotes. A line that is indented continues the value above it. Of a key that stands twice in a section ' +
        'the last one counts, and sections of the same name are one.',
      'Supervisor ignores keys that it does not know, so that a file with options of tsupervisord serves both. ' +
        '`tsupervisord --check -c FILE` tells everything that is wrong or odd in a file; `tsupervisord --dump-config -c ' +
        'FILE` prints it as it is understood.',
    ),
    heading(2, 'Kinds of values', 'types'),
    terms('type', 'what stands there', TYPES),
    heading(2, 'Expressions', 'expressions'),
    ...text(
      'Values may name these with `%(NAME)s`; a number can be formatted, as in `%(process_num)02d`. A percent sign that ' +
        'stands for itself is written `%%`.',
    ),
    terms('expression', 'value', EXPRESSIONS),
  ];
}

const TYPES: Terms = [
  ['boolean', '`true`, `yes`, `on` or `1`; `false`, `no`, `off` or `0`; in upper or lower case'],
  ['integer', 'a whole number'],
  ['size', 'bytes, or with `KB`, `MB` or `GB` (of 1024): `500000`, `50MB`'],
  ['duration', 'seconds, or with `ms`, `s`, `m`, `h` or `d`: `10`, `0.5`, `500ms`, `90s`, `5m`'],
  ['fraction', 'a number from 0 to 1: `0.2`'],
  ['octal number', 'as chmod(1) and umask(1) have it: `0700`, `022`'],
  ['signal', 'a name with or without SIG, or a number: `TERM`, `SIGQUIT`, `10`'],
  ['user', 'a name or a number: `www-data`, `33`'],
  ['user:group', 'names or numbers; the group may be left out: `www-data:adm`, `www-data`'],
  [
    'file, directory',
    'a path; one that is relative counts from the directory that the daemon was started in, `~` is a home',
  ],
  ['KEY="value" pairs', 'variables with commas between them, values with quotes as in a shell: `A="1",B="x y"`'],
  ['probe', '`tcp:HOST:PORT`, `http://…` or `https://…`, `exec:COMMAND`, `file:PATH`, `log:REGEX` or `notify`'],
];

const EXPRESSIONS: Terms = [
  ['%(here)s', 'directory of the configuration file'],
  ['%(program_name)s', 'NAME of the section'],
  ['%(group_name)s', 'name of the group that the program is in'],
  ['%(process_num)d', 'number of the process, from `numprocs_start` on'],
  ['%(numprocs)d', 'how many processes the program has'],
  ['%(host_node_name)s', 'name of the machine'],
  ['%(ENV_X)s', 'environment variable X: of the daemon, or of `environment` of `[supervisord]` or of the program'],
];
