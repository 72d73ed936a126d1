import { inetAddress } from '../types/address.ts';
import { hostNames } from '../types/hostNames.ts';
import { octal } from '../types/numbers.ts';
import { socketFile } from '../types/path.ts';
import { renamed } from '../types/renamed.ts';
import { addressText, octalText, ownerText } from '../types/texts.ts';
import { userAndGroup } from '../types/user.ts';
import { boolean, text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'daemon' });

const AUTHENTICATION = {
  username: optional({
    type: 'string',
    convert: text,
    sample: 'user',
    doc: 'Name that clients must give. Without it (and password) anybody who can connect is in control.',
  }),
  password: optional({
    type: 'string',
    convert: text,
    sample: 'example',
    doc: 'Password of that name, or {SHA} and its SHA-1 in hexadecimal digits.',
  }),
};

const BROWSERS = {
  allowed_hosts: row({
    type: 'host names with commas',
    convert: hostNames,
    default: '',
    ours: true,
    sample: 'supervisor.example.com',
    doc:
      'Names by which browsers may know this server besides its own, those of proxies before all; pages of other sites ' +
      'are refused.',
  }),
};

const PROBES = {
  probes: row({
    type: 'boolean',
    convert: boolean,
    default: 'false',
    ours: true,
    doc: 'Answer GET /livez and /readyz without a password, as the probes of Kubernetes and load balancers ask.',
  }),
};

export const INET_HTTP_SERVER = {
  ...AUTHENTICATION,
  port: optional({
    type: 'host:port',
    convert: inetAddress,
    format: addressText,
    meaning: 'required',
    sample: '127.0.0.1:9001',
    shown: true,
    doc: 'TCP address to listen on; *:9001 or 9001 alone is every interface, [::1]:9001 an IPv6 address.',
  }),
  ...BROWSERS,
  ...PROBES,
};

export const UNIX_HTTP_SERVER = {
  file: optional({
    type: 'file',
    convert: socketFile,
    meaning: 'required',
    sample: '/tmp/supervisor.sock',
    shown: true,
    doc: 'Unix socket to listen on.',
  }),
  ...AUTHENTICATION,
  chown: optional({
    type: 'user:group',
    convert: renamed(userAndGroup, (value) => `Invalid sockchown value ${value}`),
    format: ownerText,
    sample: 'root:root',
    doc: 'User, or user and group, that the socket file is given to; without it those of the daemon.',
  }),
  chmod: optional({
    type: 'octal number',
    convert: renamed(octal, (value) => `Invalid chmod value ${value}`),
    format: octalText,
    meaning: '0700',
    sample: '0700',
    doc: 'File mode of the socket file, which says who can connect: 0700 its user alone, 0770 its group too.',
  }),
  ...BROWSERS,
  ...PROBES,
};
