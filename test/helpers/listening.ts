import { execFileSync } from 'node:child_process';

/** How many connections may wait on a listening socket, by its path or its port; null: nobody listens there. */
export function backlogOf(address: string | number): number | null {
  const unix = typeof address === 'string';
  const lines = execFileSync('ss', unix ? ['-Hlxn'] : ['-Hltn4'], { encoding: 'utf8' }).split('\n');
  // State, Recv-Q, Send-Q and the local address; of a Unix socket its kind comes first.
  const rows = lines.map((line) =>
    line
      .trim()
      .split(/\s+/)
      .slice(unix ? 1 : 0),
  );
  const row = rows.find(([, , , local]) => (unix ? local === address : local?.endsWith(`:${address}`)));
  return row === undefined ? null : Number(row[2]);
}
