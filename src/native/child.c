/*
 * The child between clone(CLONE_VM | CLONE_VFORK) and exec. It runs in our memory while only the calling thread stands
 * still, so nothing here may allocate, lock or touch state of libc: thin wrappers and raw system calls only.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { SIGNALS = 64, KERNEL_SIGSET = 8 };

static void reset_signals(uint64_t ignored);
/* A raw call: a libc that remembers pids would remember our parent's. */
static void write_pid(char *slot) {
  char digits[PID_DIGITS];
  int count = 0;
  for (long pid = syscall(SYS_getpid); pid > 0 && count < PID_DIGITS; pid /= 10) digits[count++] = (char)('0' + pid % 10);
  while (count > 0) *slot++ = digits[--count];
  *slot = 0;
}

static int lead(const struct plan *plan);
static int arrange_fds(struct plan *plan);
static void close_from(unsigned first);
static void close_listed(unsigned first);
static int limit_resources(const struct plan *plan);
static int adjust_oom_score(const char *score);
static enum stage become(const struct plan *plan);
static void block_signals(uint64_t blocked);
static void write_pid(char *slot);
static int take_terminal(void);

static void fail(struct plan *plan, enum stage stage) {
  plan->failed_errno = errno;
  plan->failed_stage = stage;
  _exit(127);
}

int child_main(void *argument) {
  struct plan *plan = argument;
  errno = 0;
  if (plan->give_up) fail(plan, STAGE_EXEC);
  reset_signals(plan->ignored_signals);
  if (lead(plan) != 0) fail(plan, STAGE_GROUP);
  if (plan->controlling_terminal && ioctl(plan->fd_count > 0 ? plan->fds[0] : 0, TIOCSCTTY, 0) != 0) fail(plan, STAGE_TTY);
  if (arrange_fds(plan) != 0) fail(plan, STAGE_FDS);
  if (plan->foreground && take_terminal() != 0) fail(plan, STAGE_TTY);
  if (limit_resources(plan) != 0) fail(plan, STAGE_RLIMITS);
  if (plan->has_nice && setpriority(PRIO_PROCESS, 0, plan->nice) != 0) fail(plan, STAGE_NICE);
  if (plan->oom_score_adj != NULL && adjust_oom_score(plan->oom_score_adj) != 0) fail(plan, STAGE_OOM);
  enum stage refused = become(plan);
  if (refused != STAGE_NONE) fail(plan, refused);
  if (plan->cwd != NULL && chdir(plan->cwd) != 0) fail(plan, STAGE_CHDIR);
  if (plan->has_umask) umask(plan->umask);
  if (plan->pid_slot != NULL) write_pid(plan->pid_slot);
  block_signals(plan->blocked_signals);
  execve(plan->file, plan->argv, plan->envp);
  fail(plan, STAGE_EXEC);
  return 127;
}

/* libc's sigaction hides its internal signals, and an ignored signal survives exec: all 64, straight to the kernel. */
static void reset_signals(uint64_t ignored) {
  const unsigned long zero_is_default[8] = {0}, ignore[8] = {(unsigned long)SIG_IGN};
  for (int number = 1; number <= SIGNALS; number++) {
    bool is_ignored = (ignored >> (number - 1) & 1) != 0;
    /* EINVAL for KILL and STOP */
    syscall(SYS_rt_sigaction, number, is_ignored ? ignore : zero_is_default, NULL, KERNEL_SIGSET);
  }
  errno = 0;
}

static void block_signals(uint64_t blocked) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &blocked, NULL, KERNEL_SIGSET);
}

/* Done here and not by the parent, so that the program is in the foreground from its first instruction on. */
static int take_terminal(void) {
  if (tcsetpgrp(0, getpgrp()) == 0) return 0; /* all signals are blocked: no SIGTTOU */
  return errno == ENOTTY || errno == ENXIO ? (errno = 0) : -1;
}

static int lead(const struct plan *plan) {
  if (plan->leader == LEAD_NONE) return 0;
  if (plan->leader == LEAD_SESSION) return setsid() < 0 ? -1 : 0;
  return setpgid(0, 0);
}

static bool is_gap(const struct plan *plan, int i) { return plan->gaps && plan->fds[i] == -1; }

/* Sources inside the target range move out of the way first, so that no dup2 overwrites one that is still needed. */
static int arrange_fds(struct plan *plan) {
  int count = (int)plan->fd_count;
  for (int i = 0; i < count; i++) {
    if (is_gap(plan, i) || plan->fds[i] == i || plan->fds[i] >= count) continue;
    plan->fds[i] = fcntl(plan->fds[i], F_DUPFD_CLOEXEC, count);
    if (plan->fds[i] < 0) return -1;
  }
  for (int i = 0; i < count; i++) {
    bool in_place = plan->fds[i] == i;
    if (is_gap(plan, i)) {
      close(i);
      continue;
    }
    if (in_place ? fcntl(i, F_SETFD, 0) < 0 : dup2(plan->fds[i], i) < 0) return -1;
  }
  close_from(plan->fd_count);
  return 0;
}

static void close_from(unsigned first) {
#ifndef WITHOUT_CLOSE_RANGE /* the tests build with it to try the other way */
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  close_listed(first); /* ENOSYS before Linux 5.9, EPERM under an old seccomp profile */
}

struct kernel_dirent {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static int to_number(const char *name) {
  int number = 0;
  for (; *name != 0; name++) {
    if (*name < '0' || *name > '9') return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

static void close_up_to_limit(unsigned first) {
  struct kernel_rlimit limit = {0};
  syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
  for (uint64_t fd = first; fd < limit.soft && fd < INT32_MAX; fd++) close((int)fd);
}

static void close_listed(unsigned first) {
  _Alignas(8) char buffer[4096];
  int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return close_up_to_limit(first); /* /proc not mounted */
  long size;
  while ((size = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < size;) {
      const struct kernel_dirent *entry = (const struct kernel_dirent *)(buffer + at);
      int fd = to_number(entry->name);
      if (fd >= 0 && (unsigned)fd >= first && fd != directory) close(fd);
      at += entry->length;
    }
  }
  close(directory);
}

static int limit_resources(const struct plan *plan) {
  for (uint32_t i = 0; i < plan->rlimit_count; i++) {
    if (syscall(SYS_prlimit64, 0, plan->rlimit_numbers[i], &plan->rlimits[i], NULL) != 0) return -1;
  }
  return 0;
}

/* The kernel keeps it with memory, which is shared here, but makes an exception for vfork. */
static int adjust_oom_score(const char *score) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t written = write(file, score, strlen(score));
  int error = errno;
  close(file);
  errno = error;
  return written < 0 ? -1 : 0;
}

/* Raw calls: libc's would make every thread of the process follow, and those threads are our parent's. */
static enum stage become(const struct plan *plan) {
  if (plan->has_credentials) {
    if (syscall(SYS_setgroups, (size_t)plan->group_count, plan->groups) != 0) return STAGE_GROUPS;
    if (syscall(SYS_setresgid, plan->gid, plan->gid, plan->gid) != 0) return STAGE_GID;
    if (syscall(SYS_setresuid, plan->uid, plan->uid, plan->uid) != 0) return STAGE_UID;
  }
  if (plan->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return STAGE_PRIVILEGES;
  return STAGE_NONE;
}
