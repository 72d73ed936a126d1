/** A line of the trace log, as the reference writes it. */
export function accessLine(peer: string, request: string, status: number, bytes: number): string {
  return `${peer} - - [${stamp(new Date())}] "${request}" ${status} ${bytes}`;
}

/** `24/Nov/2026:10:30:01 +0000`. */
function stamp(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
