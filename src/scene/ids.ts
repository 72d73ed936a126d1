/** `20260730T121314.123Z,group,process`: sorts by time, and is the name of a file. */
export function sceneId(time: string, group: string, process: string): string {
  return `${time.replace(/[-:]/g, '')},${part(group)},${part(process)}`;
}

/** What is the same for all records of one process. */
export function subjectOf(id: string): string {
  return id.slice(id.indexOf(',') + 1);
}

/** For a comparison with `subjectOf`; `process` null: any of the group. */
export function isOf(id: string, group: string, process: string | null): boolean {
  const subject = subjectOf(id);
  return process === null ? subject.startsWith(`${part(group)},`) : subject === `${part(group)},${part(process)}`;
}

export function timeOf(id: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z,/.exec(id);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function isId(text: string): boolean {
  return /^\d{8}T\d{6}\.\d{3}Z,[^,/]+,[^,/]+$/.test(text);
}

/** A file name has at most 255 bytes. */
const LONGEST = 90;

/** A lone half of a surrogate pair cannot be encoded; bytes and back make it U+FFFD. */
function part(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).slice(0, LONGEST);
}
