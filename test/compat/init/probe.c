/*
 * What the tests of init mode run as the command. libc keeps signals 32 and 33 to itself, so this goes to the kernel.
 *   probe signals        prints READY, then the number of each signal that comes
 *   probe signals pair   the same twice, in one process group: "parent N" and "child N"
 *   probe die N          ends by signal N
 *   probe orphans N      leaves N orphans, prints READY, and when its input ends lets them end; waits for SIGTERM
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_signals(const char *role) {
  unsigned char info[128];
  uint64_t all = ~(uint64_t)0;
  int fd = (int)syscall(SYS_signalfd4, -1, &all, 8, 0);
  dprintf(1, "%sREADY\n", role);
  while (read(fd, info, sizeof info) == sizeof info) dprintf(1, "%s%u\n", role, *(uint32_t *)info);
}

static void block_all(void) {
  uint64_t all = ~(uint64_t)0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
}

static int die(int number) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  syscall(SYS_kill, getpid(), number);
  pause();
  return 1;
}

static int orphans(int count) {
  int gate[2];
  char byte;
  if (pipe(gate) != 0) return 1;
  for (int i = 0; i < count; i++) {
    pid_t between = fork();
    if (between != 0) {
      waitpid(between, NULL, 0);
      continue;
    }
    if (fork() != 0) _exit(0);
    close(gate[1]);
    setsid();
    _exit(read(gate[0], &byte, 1) == 0 ? i % 256 : 1);
  }
  dprintf(1, "READY\n");
  while (read(0, &byte, 1) > 0) continue;
  close(gate[1]);
  for (;;) pause();
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (strcmp(what, "die") == 0) return die(atoi(argv[2]));
  if (strcmp(what, "orphans") == 0) return orphans(atoi(argv[2]));
  block_all();
  if (argc < 3) print_signals("");
  else print_signals(fork() == 0 ? "child " : "parent ");
  return 1;
}
