import { BadValue } from '../problem.ts';
import { integer, octal } from '../types/numbers.ts';
import { renamed } from '../types/renamed.ts';
import { octalText, ownerText } from '../types/texts.ts';
import { userAndGroup, userId } from '../types/user.ts';
import { text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** What an `[fcgi-program:x]` has on top of a program. */
export const FCGI_PROGRAM = {
  priority: row({
    type: 'integer',
    convert: integer,
    default: '999',
    rpc: 'group_prio',
    doc: 'Lower numbers start first and stop last.',
  }),
  user: optional({
    type: 'user',
    convert: userId,
    doc: 'User (name or number) that it runs as; a Unix socket is given to this user unless socket_owner says otherwise.',
  }),
  socket_backlog: optional({
    type: 'integer',
    convert: backlog,
    meaning: "the system's limit",
    sample: '1024',
    doc: 'Connections that may wait on the socket, from 1 to 65535.',
  }),
  socket_owner: optional({
    type: 'user:group',
    convert: renamed(userAndGroup, (value) => `Invalid socket_owner value ${value}`),
    format: ownerText,
    sample: 'root:root',
    doc: "User, or user and group, that a Unix socket is given to; without it user and its group, else the daemon's.",
  }),
  socket_mode: optional({
    type: 'octal number',
    convert: renamed(octal, (value) => `Invalid socket_mode value ${value}`),
    format: octalText,
    meaning: '0700',
    sample: '0700',
    doc: 'File mode of a Unix socket. A change alone is not noticed by update.',
  }),
  socket: optional({
    type: 'tcp://host:port or unix:///path',
    convert: text,
    meaning: 'required',
    sample: 'unix:///tmp/%(program_name)s.sock',
    shown: true,
    doc: 'Socket that the processes of this group share as their standard input.',
  }),
};

function backlog(value: string): number {
  const size = integer(value);
  if (size >= 1 && size <= 65535) return size;
  throw new BadValue(`Invalid socket_backlog value ${size}`, 'a number from 1 to 65535');
}
