import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { causeOf } from '../../../src/scene/cause.ts';
import type { Scene } from '../../../src/scene/record.ts';
import { exited, killed, scene } from './scenes.ts';

interface Case {
  readonly title: string;
  readonly scene: Scene;
  /** At the start of the sentence. */
  readonly cause: string;
  readonly advice?: RegExp;
}

const OUR_MEMORY = { limit: 2 ** 29, peak: 2 ** 29, kills: 1, struck: true };

const SPAWN = (spawnError: string) => scene({ kind: 'spawn', spawnError });

const CASES: readonly Case[] = [
  {
    title: 'SIGKILL while the counter of the OOM killer rose',
    scene: scene({ ...killed('SIGKILL'), memory: OUR_MEMORY }),
    cause:
      "The container's OOM killer struck at 12:13:14 UTC: there was no memory left, and it was killed (SIGKILL) (limit 512 MiB, most used 512 MiB).",
    advice: /more memory/,
  },
  {
    title: 'SIGKILL while it did not',
    scene: scene({ ...killed('SIGKILL'), memory: { kills: 0, struck: false } }),
    cause:
      "It was killed (SIGKILL), and not by its supervisor. The OOM killer's counter of this container has not moved.",
    advice: /kill -9/,
  },
  {
    title: 'SIGKILL that a client asked for',
    scene: scene({ ...killed('SIGKILL'), sent: ['SIGHUP', 'SIGKILL'] }),
    cause: 'It was ended by SIGKILL, which supervisord sent because a client asked for it (signal KILL).',
  },
  {
    title: 'an end by the watchdog',
    scene: scene({ ...killed('SIGABRT'), sent: ['SIGABRT'], options: { watchdog_sec: '5' } }),
    cause: 'It did not give a sign of life within watchdog_sec=5, and was ended (SIGABRT).',
  },
  {
    title: 'max_runtime',
    scene: scene({ ...killed('SIGTERM'), stopped: { option: 'max_runtime', why: 'it had run for 60 seconds' } }),
    cause: 'Its supervisor stopped it (max_runtime): it had run for 60 seconds.',
  },
  {
    title: 'a child that the OOM killer struck',
    scene: scene({ ...exited(137), memory: { kills: 1, struck: false } }),
    cause:
      "The container's OOM killer struck, probably at a process that it had started; it ended with exit status 137.",
  },
  {
    title: 'a crash with a core dump',
    scene: scene(killed('SIGSEGV', true)),
    cause: 'It crashed: it touched memory that is not its own (segmentation fault), and left a core dump.',
  },
  {
    title: 'a crash without one',
    scene: scene(killed('SIGSEGV')),
    cause: 'It crashed: it touched memory that is not its own (segmentation fault).',
    advice: /limit is 0/,
  },
  {
    title: 'an assertion that failed',
    scene: scene({ ...killed('SIGABRT'), err: 'app: main.c:3: Assertion `x` failed.\nfatal error: bye' }),
    cause: 'It gave up by itself (abort): it found something that must not be. It said: fatal error: bye',
  },
  {
    title: 'SIGTERM',
    scene: scene(killed('SIGTERM')),
    cause: 'Somebody asked it to end (SIGTERM), but not its supervisor.',
  },
  { title: 'a real-time signal', scene: scene(killed('signal 40')), cause: 'It was ended by signal 40.' },
  {
    title: 'no such command, by its path',
    scene: SPAWN("can't find command '/srv/app'"),
    cause: 'Command not found (127): there is no file /srv/app.',
    advice: /installed/,
  },
  {
    title: 'no such command in PATH',
    scene: SPAWN("can't find command 'app'"),
    cause: "Command not found (127): no directory of PATH has a program 'app' (PATH=/usr/bin).",
  },
  {
    title: 'a command that is not executable',
    scene: SPAWN("command at '/srv/app' is not executable"),
    cause: '/srv/app is there, but it is not executable (126).',
    advice: /chmod \+x/,
  },
  {
    title: 'a command of somebody else',
    scene: SPAWN("no permission to run command '/srv/app'"),
    cause: "Permission denied (126): the daemon's user may not run /srv/app.",
  },
  { title: 'any other spawn error', scene: SPAWN('odd'), cause: 'No process could be made: odd.' },
  {
    title: 'a directory that does not exist',
    scene: scene({ ...exited(127), kind: 'start', err: "supervisor: couldn't chdir to /nowhere: ENOENT" }),
    cause: 'It could not change to its directory /nowhere, as user www-data: it does not exist.',
  },
  {
    title: 'an interpreter that does not exist',
    scene: scene({ ...exited(127), kind: 'start', err: "supervisor: couldn't exec /srv/app: ENOENT" }),
    cause: '/srv/app is there, but what it needs to run (its interpreter or loader) is not.',
  },
  {
    title: '127 with a word of the shell',
    scene: scene({ ...exited(127), err: 'sh: 1: foobar: not found' }),
    cause: "A command that it calls is not there: 'foobar'. It says: sh: 1: foobar: not found",
  },
  {
    title: '127 without a word',
    scene: scene(exited(127)),
    cause: 'A command that it calls was not found (exit status 127).',
  },
  {
    title: '126 without a word',
    scene: scene(exited(126)),
    cause: 'A command that it calls is there, but cannot be run (exit status 126).',
  },
  {
    title: '137 of a shell',
    scene: scene(exited(137)),
    cause: 'It, or the program that its shell has run, was ended by SIGKILL (exit status 137).',
    advice: /OOM/,
  },
  {
    title: '143 of Java',
    scene: scene(exited(143)),
    cause: 'It, or the program that its shell has run, was ended by SIGTERM (exit status 143).',
  },
  {
    title: '78, by convention',
    scene: scene(exited(78)),
    cause: 'Its configuration is wrong (exit status 78).',
  },
  {
    title: 'a server that goes to the background',
    scene: scene({ ...exited(0), kind: 'start', command: 'nginx -c x' }),
    cause: 'It ended with success, which is less than startsecs=1: either it has nothing to do for longer',
    advice: /daemon off/,
  },
  {
    title: 'a port that is taken',
    scene: scene({ ...exited(1), err: 'Error: listen EADDRINUSE: address already in use :::8080' }),
    cause: 'Something else listens already on the port that it wants, 8080. It says: Error: listen EADDRINUSE',
    advice: /ss -ltnp/,
  },
  {
    title: 'a port that is taken, of Spring Boot',
    scene: scene({ ...exited(1), out: 'Web server failed to start. Port 8080 was already in use.' }),
    cause: 'Something else listens already on the port that it wants, 8080.',
  },
  {
    title: 'a port that another program has',
    scene: scene({
      ...exited(1),
      err: 'bind() to 0.0.0.0:80 failed (98: Address already in use)',
      port: { port: 80, address: '0.0.0.0:80', pid: 7, command: 'nginx', program: 'web' },
    }),
    cause:
      'Something else listens already on the port that it wants, 80. Program web has it (0.0.0.0:80, pid 7). It says: bind()',
  },
  {
    title: 'a port that somebody had',
    scene: scene({ ...exited(1), err: 'Port 8080 was already in use.', port: { port: 8080 } }),
    cause: 'Something else listens already on the port that it wants, 8080. A moment later nobody had port 8080',
  },
  {
    title: "Spring Boot's own analysis",
    scene: scene({
      ...exited(1),
      kind: 'start',
      out: `2026-07-30 12:13:14 INFO Starting App
***************************
APPLICATION FAILED TO START
***************************

Description:

Failed to configure a DataSource: 'url' attribute is not specified.

Reason: Failed to determine a suitable driver class


Action:

Consider the following:
	If you want an embedded database (H2, HSQL or Derby), please put it on the classpath.

2026-07-30 12:13:15 INFO bye`,
    }),
    cause:
      "Spring Boot could not start the application: Failed to configure a DataSource: 'url' attribute is not specified. Reason: Failed to determine a suitable driver class",
    advice: /^Consider the following: If you want an embedded database .* classpath\.$/,
  },
  {
    title: 'what was said long before the end',
    scene: scene({ ...exited(3), out: ['connection refused', ...Array(30).fill('served')].join('\n') }),
    cause: 'It ended by itself with exit status 3. Its last words: served',
  },
  {
    title: 'the heap of Java',
    scene: scene({ ...exited(1), err: 'java.lang.OutOfMemoryError: Java heap space' }),
    cause: 'Java ran out of memory (Java heap space).',
  },
  {
    title: 'a newer Java',
    scene: scene({
      ...exited(1),
      err: 'Exception in thread "main" java.lang.UnsupportedClassVersionError: app has been compiled by a more recent version (class file version 65.0)',
    }),
    cause: 'It was compiled for a newer Java than the one that runs it.',
  },
  {
    title: 'a module that is missing',
    scene: scene({ ...exited(1), err: "Error: Cannot find module 'express'\nRequire stack:\n- /srv/app.js" }),
    cause: "A module of the program is not there: 'express'.",
  },
  {
    title: 'a service that is not there',
    scene: scene({ ...exited(1), err: 'connect ECONNREFUSED 127.0.0.1:5432' }),
    cause: 'Something that it needs did not accept its connection.',
    advice: /depends_on/,
  },
  {
    title: 'a file that may not be read',
    scene: scene({ ...exited(1), err: 'open /etc/app.key: Permission denied' }),
    cause: 'It was not allowed to do something. It says: open /etc/app.key: Permission denied',
    advice: /'www-data'/,
  },
  {
    title: 'an exception, by its root cause',
    scene: scene({
      ...exited(1),
      kind: 'start',
      err: 'Exception in thread "main" Bean failed\n\tat a.b.C\nCaused by: java.lang.IllegalStateException: no database url\n\t... 3 more',
    }),
    cause:
      'It ended by itself with exit status 1, before it was up for startsecs=1. Its last words: Caused by: java.lang.IllegalStateException: no database url',
  },
  {
    title: 'nothing at all',
    scene: scene({ ...exited(3), stdout: { lines: [], missing: 'Standard output was not kept.' } }),
    cause: 'It ended by itself with exit status 3. It said nothing that was kept.',
    advice: /Standard output was not kept/,
  },
];

describe('the cause of a failure', () => {
  for (const each of CASES) {
    test(each.title, () => {
      const { sentence, advice } = causeOf(each.scene);
      assert.equal(sentence.slice(0, each.cause.length), each.cause);
      if (each.advice !== undefined) assert.match(advice.join('\n'), each.advice);
    });
  }
});
