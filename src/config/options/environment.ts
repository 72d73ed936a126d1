import {
  environmentFiles,
  environmentFilesText,
  environmentSecrets,
  environmentSecretsText,
} from '../types/environmentFiles.ts';
import { boolean } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** Where variables of a program come from, besides `environment`. */
export const ENVIRONMENT = {
  environment_file: row({
    type: 'files with commas',
    convert: environmentFiles,
    format: environmentFilesText,
    default: '',
    ours: true,
    sample: '-/etc/default/cat.env, -/run/cat.env',
    doc:
      'Files with NAME=value lines, read at every start; later ones win, and a - says that one may be missing. Quotes are ' +
      'those of dotenv, nothing is expanded, and environment wins over them. A directory is read as envdir does: a file for ' +
      'each variable, an empty one takes it away.',
  }),
  environment_secret: row({
    type: 'NAME:file pairs with commas',
    convert: environmentSecrets,
    format: environmentSecretsText,
    default: '',
    ours: true,
    sample: 'DB_PASSWORD:-/run/secrets/db',
    doc:
      'Variables whose values are the contents of files, without the line feed at the end, read at every start and shown ' +
      'nowhere; a - before a path: it may be missing. They win over every other source.',
  }),
  user_env: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Set HOME, USER, LOGNAME and SHELL to those of user, where environment does not say otherwise.',
  }),
};
