import type { Daemon } from '../helpers/daemon.ts';
import { type ProgramCase, sideBySide } from '../helpers/sideBySide.ts';

/** The order of starts and stops over all programs; the debug message is written when the signal is sent. */
async function order(daemon: Daemon): Promise<Readonly<Record<string, unknown>>> {
  const names = (pattern: RegExp): string[] => daemon.log().flatMap(({ text }) => pattern.exec(text)?.[1] ?? []);
  return { starts: names(/^spawned: '(.+)' with pid/), stops: names(/^killing (\S+) \(pid \d+\) with signal/) };
}

function sleeper(name: string, more: string, extra: Partial<ProgramCase> = {}): ProgramCase {
  return {
    name,
    title: `${name}: starts and stops`,
    lines: `command=sleep 1000\n${more}`,
    shows: [/DEBG killing .* with signal SIGTERM/],
    ...extra,
  };
}

sideBySide({
  title: 'order: programs by priority, in reverse at the end',
  supervisord: 'loglevel=debug',
  programs: [
    sleeper('e', 'priority=5'),
    sleeper('b', 'priority=20'),
    sleeper('default', ''),
    sleeper('a', 'priority=1000'),
    sleeper('negative', 'priority=-3'),
  ],
  afterExit: order,
  shows: [
    /"starts": \[\s*"negative",\s*"e",\s*"b",\s*"default",\s*"a"\s*\]/,
    /"stops": \[\s*"a",\s*"default",\s*"b",\s*"e",\s*"negative"\s*\]/,
  ],
});

sideBySide({
  title:
    'order: groups by their priority; programs of a [group:x] start as programs= lists them and stop by falling priority',
  supervisord: 'loglevel=debug',
  programs: [
    sleeper('g1x', 'priority=9'),
    sleeper('g1y', 'priority=3'),
    sleeper('g2x', 'priority=2'),
    sleeper('g2y', 'priority=1'),
    sleeper('alone', 'priority=50'),
    sleeper('many', 'priority=4\nnumprocs=3\nprocess_name=%(program_name)s%(process_num)d', {
      processes: ['many0', 'many1', 'many2'],
    }),
  ],
  sections: `[group:g1]
    programs=g1x,g1y
    priority=100
    [group:g2]
    programs=g2x,g2y
    priority=10`,
  afterExit: order,
  shows: [/"starts": \[\s*"many0",\s*"many1",\s*"many2",\s*"g2x",\s*"g2y",\s*"alone",\s*"g1x",\s*"g1y"/],
});

sideBySide({
  title: 'order: equal priorities start by name, and a whole group has stopped before the next',
  supervisord: 'loglevel=debug',
  daemon: {
    files: {
      'late.sh': { mode: 0o755, text: '#!/bin/sh\ntrap "sleep 1.5; exit 0" TERM\nwhile :; do sleep 0.1; done\n' },
    },
  },
  programs: [
    sleeper('z', ''),
    sleeper('m', ''),
    { ...sleeper('late', 'priority=2000'), lines: 'command={dir}/late.sh\npriority=2000' },
    sleeper('c', ''),
  ],
  afterExit: async (daemon) => {
    const texts = daemon.log().map(({ text }) => text);
    const lateGone = texts.findIndex((text) => text.startsWith('stopped: late'));
    const others = texts.findIndex((text) => /^killing [zmc] /.test(text));
    return { ...(await order(daemon)), 'the late one is awaited': lateGone !== -1 && lateGone < others };
  },
  shows: [/"the late one is awaited": true/, /"starts": \[\s*"c",\s*"m",\s*"z",\s*"late"/],
});
