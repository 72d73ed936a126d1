import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type SocketKind = 'datagram' | 'stream';

/** A listener on a Unix socket that tells what arrives; Node has no datagram sockets of that kind. */
export interface SyslogDaemon {
  /** Everything received, one entry a datagram; of a stream, one a NUL, which it ends with. */
  readonly messages: () => string[];
  /** Reads no more, but keeps its socket. */
  readonly hang: () => void;
  readonly goOn: () => void;
  readonly end: () => Promise<void>;
}

export async function startSyslogDaemon(path: string, kind: SocketKind): Promise<SyslogDaemon> {
  return (await prepareSyslogDaemon(path, kind))();
}

/** One that has started, however long that took, and opens its socket at once when the returned function is called. */
export async function prepareSyslogDaemon(path: string, kind: SocketKind): Promise<() => Promise<SyslogDaemon>> {
  const child = spawn('/usr/bin/python3', ['-c', LISTENER, path, kind, 'wait'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    output += text;
  });
  while (!output.startsWith('waits\n')) await once(child.stdout, 'data');
  return async () => {
    child.stdin.end('open\n');
    while (!output.startsWith('waits\nready\n')) await once(child.stdout, 'data');
    return daemonOf(child, () => output.slice('waits\n'.length));
  };
}

function daemonOf(child: ChildProcess, output: () => string): SyslogDaemon {
  return {
    messages: () => received(output()),
    hang: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async end() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** What the listener's output says has arrived. */
export function received(output: string): string[] {
  return output
    .split('\n')
    .slice(1, -1)
    .map((line) => Buffer.from(line, 'hex').toString('latin1'));
}

/** Shell commands that give a mount namespace a `/dev` of its own, without `/dev/log`. */
export const OWN_DEV = `set -e
mkdir {dir}/dev && mount -t tmpfs tmpfs {dir}/dev
for device in null zero full random urandom tty; do touch {dir}/dev/$device && mount --bind /dev/$device {dir}/dev/$device; done
for name in fd stdin stdout stderr; do ln -s "$(readlink /dev/$name)" {dir}/dev/$name; done
mount --rbind {dir}/dev /dev
`;

/** Arguments: path and kind. Prints `ready`, then what arrives as hexadecimal lines. */
export const LISTENER = `
import os, socket, sys
path, kind, *wait = sys.argv[1:]
if wait:
    print('waits', flush=True)
    sys.stdin.readline()
if os.path.lexists(path): os.unlink(path)
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM if kind == 'stream' else socket.SOCK_DGRAM)
s.bind(path)
os.chmod(path, 0o666)
if kind == 'stream': s.listen(5)
print('ready', flush=True)
while kind == 'datagram': print(s.recv(1 << 20).hex(), flush=True)
while True:
    connection, rest = s.accept()[0], b''
    while True:
        data = connection.recv(1 << 16)
        if not data: break
        *messages, rest = (rest + data).split(b'\\0')
        for message in messages: print((message + b'\\0').hex(), flush=True)
`;
