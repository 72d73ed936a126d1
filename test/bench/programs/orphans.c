/*
 * orphans STAMPS COUNT MILLISECONDS: waits so long, makes COUNT processes whose parent is gone, lets all of them end at
 * once, and notes two times: when the last of them was about to exit, and when none was left, not even as a zombie.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "stamp.h"

struct shared {
  int64_t last_exit;
  int exits;
  pid_t pids[];
};

static void become_orphan(struct shared *shared, int gate) {
  char byte;
  while (read(gate, &byte, 1) < 0 && errno == EINTR) continue;
  int64_t mine = now(), seen = __atomic_load_n(&shared->last_exit, __ATOMIC_SEQ_CST);
  while (seen < mine && !__atomic_compare_exchange_n(&shared->last_exit, &seen, mine, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    continue;
  __atomic_add_fetch(&shared->exits, 1, __ATOMIC_SEQ_CST);
  _exit(0);
}

static void make_orphans(struct shared *shared, int count, const int gate[2]) {
  close(gate[1]);
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid == 0) become_orphan(shared, gate[0]);
    if (pid < 0) _exit(1);
    shared->pids[i] = pid;
  }
  _exit(0);
}

int main(int argc, char **argv) {
  int gate[2], status;
  if (argc < 4 || pipe(gate)) return 2;
  int count = atoi(argv[2]);
  int64_t ms = atoll(argv[3]);
  struct timespec delay = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&delay, NULL);
  struct shared *shared = mmap(NULL, sizeof *shared + sizeof(pid_t) * count, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  pid_t parent = fork();
  if (parent == 0) make_orphans(shared, count, gate);
  if (parent < 0 || waitpid(parent, &status, 0) != parent || status) return 1;
  close(gate[0]);
  close(gate[1]);
  struct timespec tick = {0, 500000};
  while (__atomic_load_n(&shared->exits, __ATOMIC_SEQ_CST) < count) nanosleep(&tick, NULL);
  record(argv[1], shared->last_exit);
  for (int first = 0; first < count; nanosleep(&tick, NULL))
    while (first < count && kill(shared->pids[first], 0) && errno == ESRCH) first++;
  int64_t gone = now();
  record(argv[1], gone);
  for (;;) pause();
}
