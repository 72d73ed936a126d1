import { complain, type Session } from '../session.ts';
import { status } from './status.ts';

/** Every further command goes to that server. */
export async function open(session: Session, arg: string): Promise<void> {
  if (!/^(unix|http):/i.test(arg)) return complain(session, 'ERROR: url must be http:// or unix://');
  session.connect({ serverurl: arg });
  const before = session.exitStatus;
  await status(session, '');
  session.exitStatus = before;
}
