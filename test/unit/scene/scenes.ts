import type { Scene, SceneLine } from '../../../src/scene/record.ts';

/** The parts of a record that a case is about. */
export function scene(parts: Partial<Scene> & { out?: string; err?: string } = {}): Scene {
  const { out = '', err = '', ...rest } = parts;
  return {
    version: 1,
    id: '20260730T121314.123Z,app,app',
    time: '2026-07-30T12:13:14.123Z',
    process: 'app',
    group: 'app',
    kind: 'exit',
    gaveUp: false,
    next: 'it is started again in 1 s',
    tries: 0,
    restarts: 0,
    history: [],
    command: '/srv/app --serve',
    user: 'www-data',
    directory: '/srv',
    limits: { core: '0, at most unlimited', nofile: '1024' },
    environment: { PATH: '/usr/bin', TERM: 'xterm' },
    ownEnvironment: [],
    options: { startsecs: '1' },
    stdout: { lines: lines(out) },
    stderr: { lines: lines(err) },
    samples: [],
    files: [],
    ...rest,
  };
}

function lines(text: string): SceneLine[] {
  return text === '' ? [] : text.split('\n').map((line) => ({ text: line }));
}

export function exited(code: number): Pick<Scene, 'exit'> {
  return { exit: { code, description: `exit status ${code}` } };
}

export function killed(signal: string, coreDumped = false): Pick<Scene, 'exit'> {
  return { exit: { signal, coreDumped, description: `terminated by ${signal}${coreDumped ? ' (core dumped)' : ''}` } };
}
