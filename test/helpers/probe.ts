import { readdirSync, readlinkSync } from 'node:fs';
import { readProc, statOf } from './processes.ts';
import { MARK } from './sandbox.ts';

/** What a program was started with, as the kernel tells it: nothing in the program has to take part. */
export type Probe = Readonly<Record<string, string | readonly string[]>>;

/** Throws where the process is gone. `daemon` is the process that should be its parent. */
export function probe(pid: number, daemon: number): Probe {
  const stat = statOf(pid);
  const status = statusOf(pid);
  if (stat === null || status === null) throw new Error(`process ${pid} is gone`);
  const daemonStat = statOf(daemon);
  return {
    argv: strings(pid, 'cmdline'),
    environment: strings(pid, 'environ')
      .filter((entry) => !entry.startsWith(`${MARK}=`))
      .sort(),
    directory: link(pid, 'cwd'),
    ...pick(status, STATUS_FIELDS),
    descriptors: descriptors(pid),
    parent: stat.ppid === daemon ? 'the daemon' : 'another',
    processGroup: relation(stat.pgrp, pid, daemonStat?.pgrp),
    session: relation(stat.session, pid, daemonStat?.session),
    terminal: String(stat.tty),
    nice: String(stat.nice),
    ...limits(pid),
  };
}

const STATUS_FIELDS = {
  Uid: 'uid',
  Gid: 'gid',
  Groups: 'groups',
  Umask: 'umask',
  SigBlk: 'blocked',
  SigIgn: 'ignored',
  NoNewPrivs: 'noNewPrivileges',
  CapEff: 'capabilities',
} as const;

export function statusOf(pid: number): Readonly<Record<string, string>> | null {
  const text = readProc(pid, 'status');
  if (text === null) return null;
  return Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

function pick(
  status: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([from, to]) => [to, status[from] ?? '?']));
}

function strings(pid: number, file: string): string[] {
  return (readProc(pid, file) ?? '').split('\0').slice(0, -1);
}

function link(pid: number, name: string): string {
  return readlinkSync(`/proc/${pid}/${name}`);
}

/** `1 pipe B`: letters tell which descriptors are the same pipe. */
export function descriptors(pid: number): string[] {
  const seen: string[] = [];
  return readdirSync(`/proc/${pid}/fd`)
    .map(Number)
    .sort((a, b) => a - b)
    .map((fd) => {
      const target = link(pid, `fd/${fd}`);
      const kind = /^(pipe|socket|anon_inode):/.exec(target)?.[1];
      if (kind === undefined) return `${fd} ${target}`;
      if (!seen.includes(target)) seen.push(target);
      return `${fd} ${kind} ${String.fromCharCode(65 + seen.indexOf(target))}`;
    });
}

function relation(id: number, own: number, daemons: number | undefined): string {
  if (id === own) return 'its own';
  return id === daemons ? "the daemon's" : 'another';
}

function limits(pid: number): Record<string, string> {
  const lines = (readProc(pid, 'limits') ?? '').trimEnd().split('\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => [`limit ${line.slice(0, 26).trim()}`, line.slice(26).trim().replace(/\s+/g, ' ')]),
  );
}
