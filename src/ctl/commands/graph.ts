import { Fault } from '../../model/faults.ts';
import type { GraphNode } from '../api.ts';
import { RpcFault } from '../errors.ts';
import { ExitStatus } from '../exitStatus.ts';
import { complain, type Session, say, upcheck } from '../session.ts';
import { namesOf } from './eachName.ts';

export async function graph(session: Session, arg: string): Promise<void> {
  const [form = '', ...more] = namesOf(arg);
  if (!FORMS.includes(form) || more.length > 0) {
    session.warn('Error: graph takes --dot or --json, or nothing');
    session.exitStatus = ExitStatus.INVALID_ARGS;
    return;
  }
  if (!(await upcheck(session))) return;
  const nodes = await ask(session);
  if (nodes === null) return;
  if (form === '--json') return say(session, JSON.stringify(nodes, null, 2));
  const { draw, dot } = await import('../graph/draw.ts');
  for (const line of form === '--dot' ? dot(nodes) : draw(nodes)) say(session, line);
}

const FORMS: readonly string[] = ['', '--dot', '--json'];

async function ask(session: Session): Promise<readonly GraphNode[] | null> {
  try {
    return await session.call('tsupervisor.getGraph');
  } catch (error) {
    if (!(error instanceof RpcFault) || error.code !== Fault.UNKNOWN_METHOD) throw error;
    const { serverurl } = session.settings;
    complain(session, `the supervisord at ${serverurl} is no tsupervisord: it knows no dependencies`);
    return null;
  }
}
