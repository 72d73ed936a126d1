import type { Scene } from './record.ts';

/** What a line of output says about the cause. */
export interface Hint {
  readonly cause: string;
  readonly advice: string;
}

interface Pattern {
  readonly pattern: RegExp;
  /** `$1` and so on stand for what the pattern has found. */
  readonly cause: string;
  readonly advice: string;
}

/** How every cause begins that is about an address that is taken. */
export const TAKEN = 'Something else listens already';

/** The first that matches a line is the one that counts for it: what says more stands above. */
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /(?:address already in use|EADDRINUSE)\D*?[:\s(](\d{2,5})\b/i,
    cause: `${TAKEN} on the port that it wants, $1`,
    advice: "See what has it with 'ss -ltnp | grep $1'; an earlier run of the same program may still be there.",
  },
  {
    pattern: /port (\d{2,5}).{0,40}\b(?:in use|already used|occupied)|:(\d{2,5})\)? failed \(98/i,
    cause: `${TAKEN} on the port that it wants, $1$2`,
    advice: "See what has it with 'ss -ltnp | grep $1$2'; an earlier run of the same program may still be there.",
  },
  {
    pattern: /address already in use|EADDRINUSE|BindException/i,
    cause: `${TAKEN} on the address that it wants`,
    advice: "See what listens with 'ss -ltnp'; an earlier run of the same program may still be there.",
  },
  {
    pattern: /cannot assign requested address|EADDRNOTAVAIL/i,
    cause: 'It wants to listen on an address that this machine does not have',
    advice: 'Listen on 0.0.0.0, or on an address of this machine or container.',
  },
  {
    pattern: /UnsupportedClassVersionError(?:.*class file version (\d+))?/,
    cause: 'It was compiled for a newer Java than the one that runs it',
    advice: 'Install that Java (class file version 61 is Java 17, 65 is Java 21), or build for the one that is here.',
  },
  {
    pattern: /java\.lang\.OutOfMemoryError: (.+)/,
    cause: 'Java ran out of memory ($1)',
    advice: "Raise -Xmx (or -XX:MaxRAMPercentage) within the container's limit, or find the leak in a heap dump.",
  },
  {
    pattern: /JavaScript heap out of memory/,
    cause: 'Node.js ran out of its own heap',
    advice: "Raise it with NODE_OPTIONS=--max-old-space-size=MB, within the container's limit.",
  },
  {
    pattern: /Could not reserve enough space for .*heap|Initial heap size set to a larger value/,
    cause: 'Java cannot have the heap that it is to begin with',
    advice: "Lower -Xms and -Xmx, or raise the container's memory limit.",
  },
  {
    pattern: /MemoryError\b|std::bad_alloc|[Cc]annot allocate memory|ENOMEM|[Oo]ut of memory/,
    cause: 'It could not get the memory that it asked for',
    advice: "Give the container more memory, or let the program use less; see also 'ulimit -v'.",
  },
  {
    pattern: /Cannot find module '([^']+)'/,
    cause: "A module of the program is not there: '$1'",
    advice: "Run 'npm ci' (or 'npm install') where the program is; see whether 'directory' is right.",
  },
  {
    pattern: /ModuleNotFoundError: No module named '?([\w.]+)/,
    cause: "A Python module is not there: '$1'",
    advice: 'Install it for the same Python that runs the program; see whether a virtual environment is meant.',
  },
  {
    pattern: /ImportError: (.+)/,
    cause: 'Python could not import something: $1',
    advice: 'See whether the versions of what is installed fit each other.',
  },
  {
    pattern: /(?:ClassNotFoundException|NoClassDefFoundError|Could not find or load main class):? ?([\w./$]+)?/,
    cause: 'A Java class is not there: $1',
    advice: 'Look at the class path (-cp, -jar) and at what was packed.',
  },
  {
    pattern: /Unable to access jarfile (\S+)/,
    cause: "There is no jar file '$1', or it may not be read",
    advice: "Look at the path; it is relative to 'directory'.",
  },
  {
    pattern: /error while loading shared libraries: ([^:]+)/,
    cause: 'A shared library is not there: $1',
    advice: 'Install the package that has it, or set LD_LIBRARY_PATH in environment=.',
  },
  {
    pattern: /version `([^']+)' not found/,
    cause: 'It was built for another system: $1 is missing here',
    advice: 'Use an image with that version of the library, or build the program on this one.',
  },
  {
    pattern: /exec format error|cannot execute binary file/i,
    cause: 'Its file is not a program for this machine',
    advice: "It may be for another processor (see 'file PROGRAM' and 'uname -m'), or a script without a '#!' line.",
  },
  {
    pattern: /bad interpreter: (.+)|(?:'|: )([^\s:']+)\\r\b|\^M/,
    cause: 'The interpreter in the first line of the script cannot be run',
    advice: 'See whether it is installed, and whether the file has Windows line ends (dos2unix).',
  },
  {
    pattern: /(?:^|[\s:'"])([^\s:'"]+): (?:command )?not found$/,
    cause: "A command that it calls is not there: '$1'",
    advice: 'Install it, or give PATH in environment=.',
  },
  {
    pattern: /executable file not found in \$PATH|spawn (\S+) ENOENT/,
    cause: 'A command that it calls is not there',
    advice: 'Install it, or give PATH in environment=.',
  },
  {
    pattern: /(?:password authentication failed|Access denied for user|WRONGPASS|NOAUTH|authentication failed).*/i,
    cause: 'A service did not accept its user name or password',
    advice: 'Look at the credentials in its environment or configuration.',
  },
  {
    pattern:
      /(?:UnknownHostException|Name or service not known|getaddrinfo \w+|could not translate host name)[: ]*"?([\w.-]+)?/,
    cause: 'It could not find the address of a host: $1',
    advice: 'See whether the name is right and whether names can be looked up here (/etc/resolv.conf).',
  },
  {
    pattern: /(?:connection refused|ECONNREFUSED).*/i,
    cause: 'Something that it needs did not accept its connection',
    advice: "See whether that service runs; 'depends_on = NAME:ready' starts it after another program is ready.",
  },
  {
    pattern: /too many open files|EMFILE|ENFILE/i,
    cause: 'It has reached its limit of open files',
    advice:
      "Raise 'minfds' in [supervisord] and the container's own limit (--ulimit nofile), or find what it does not close.",
  },
  {
    pattern:
      /Resource temporarily unavailable|unable to create (?:new )?native thread|pthread_create failed|can't start new thread/,
    cause: 'It could not start one more thread or process',
    advice: "See the limit of processes ('ulimit -u') and the container's (--pids-limit).",
  },
  {
    pattern: /no space left on device|ENOSPC/i,
    cause: 'A disk is full',
    advice: "See 'df -h' and 'df -i'.",
  },
  {
    pattern: /read-only file system|EROFS/i,
    cause: 'It wants to write to a file system that is read-only',
    advice: 'Mount a volume there, or let it write somewhere else.',
  },
  {
    pattern: /permission denied|EACCES|PermissionError|AccessDeniedException|operation not permitted|EPERM/i,
    cause: 'It was not allowed to do something',
    advice: "It runs as '{user}': see who owns the file (ls -l), or whether it needs root or a capability.",
  },
  {
    pattern: /(?:unrecognized|unknown|invalid|illegal) (?:command[- ]line )?(?:option|argument|flag)s?[: -].*/i,
    cause: 'It was called with an option that it does not know',
    advice: "Look at 'command' in its section.",
  },
  {
    pattern: /(?:syntax error|invalid configuration|configuration (?:file )?error|\[emerg\]).*/i,
    cause: 'Its configuration, or what it reads, is wrong',
    advice: 'The line that says so is below.',
  },
  {
    pattern: /no such file or directory|ENOENT|FileNotFoundError|FileNotFoundException/i,
    cause: 'A file that it needs is not there',
    advice: "Look at the path; if it is relative, it starts at '{directory}'.",
  },
  {
    pattern: /segmentation fault/i,
    cause: 'It, or something that it called, crashed (segmentation fault)',
    advice: 'A core dump shows where.',
  },
];

export interface Found extends Hint {
  readonly line: string;
}

/** What the last line says that tells a known story; null: none does. */
export function hintIn(lines: readonly string[], scene: Pick<Scene, 'user' | 'directory'>): Found | null {
  for (const line of [...lines].reverse()) {
    for (const { pattern, cause, advice } of PATTERNS) {
      const match = line.match(pattern);
      if (match !== null) return { line, cause: fill(cause, match, scene), advice: fill(advice, match, scene) };
    }
  }
  return null;
}

function fill(text: string, match: RegExpMatchArray, { user, directory }: Pick<Scene, 'user' | 'directory'>): string {
  return text
    .replace(/\$(\d)/g, (_, index) => match[Number(index)] ?? '')
    .replace('{user}', user)
    .replace('{directory}', directory)
    .replace(/(?: \(\)|: ?'?'?)$/, '');
}
