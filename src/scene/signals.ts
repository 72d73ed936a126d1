/** What it means when a signal ends a program that nobody here has asked to end. */
export const SIGNAL_MEANINGS: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  SIGSEGV: [
    'It crashed: it touched memory that is not its own (segmentation fault)',
    'This is a bug in the program or in a library of it. A core dump shows where.',
  ],
  SIGBUS: [
    'It crashed with a bus error',
    'Often a file that is mapped into memory was cut short, or its disk (or /dev/shm) is full.',
  ],
  SIGILL: [
    'It crashed on an instruction that this processor does not know',
    'It may be built for a newer processor than this one.',
  ],
  SIGFPE: ['It crashed in a calculation, such as a division by zero', 'This is a bug in the program.'],
  SIGABRT: ['It gave up by itself (abort): it found something that must not be', 'Its last lines usually say what.'],
  SIGTRAP: ['It stopped at a trap of its own', 'Its last lines usually say why.'],
  SIGSYS: [
    'It made a system call that is forbidden here (seccomp)',
    "See the container's seccomp profile (--security-opt seccomp=…).",
  ],
  SIGXCPU: ['It used up its limit of CPU time', "Raise the limit ('ulimit -t')."],
  SIGXFSZ: ['It wrote a file larger than its limit', "Raise the limit ('ulimit -f')."],
  SIGPIPE: ['It wrote to something that nobody reads any more', 'See what it is connected to.'],
  SIGTERM: [
    'Somebody asked it to end (SIGTERM), but not its supervisor',
    'A script, another program or a person has sent the signal; the program may also have done so itself.',
  ],
  SIGINT: ['Somebody interrupted it (SIGINT), but not its supervisor', 'A script, another program or a person did.'],
  SIGHUP: [
    'It ended at a SIGHUP',
    'Many programs read their configuration again at it; this one has no handler for it (or not yet).',
  ],
  SIGUSR1: ['It ended at a SIGUSR1, for which it has no handler (or not yet)', 'Somebody or something has sent it.'],
  SIGUSR2: ['It ended at a SIGUSR2, for which it has no handler (or not yet)', 'Somebody or something has sent it.'],
  SIGQUIT: ['Somebody made it quit (SIGQUIT), but not its supervisor', 'A script, another program or a person did.'],
  SIGALRM: ['A timer of its own ended it (SIGALRM)', 'It set an alarm and has no handler for it.'],
};
