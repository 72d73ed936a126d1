/* What spawn.c (our side: memory may be allocated) hands to child.c (the side between clone and exec). */
#ifndef TSUPERVISORD_SPAWN_H
#define TSUPERVISORD_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* In the order in which the child does these things; names in spawn.c. */
enum stage {
  STAGE_NONE,
  STAGE_GROUP,
  STAGE_TTY,
  STAGE_FDS,
  STAGE_RLIMITS,
  STAGE_NICE,
  STAGE_OOM,
  STAGE_GROUPS,
  STAGE_GID,
  STAGE_UID,
  STAGE_PRIVILEGES,
  STAGE_CHDIR,
  STAGE_UMASK,
  STAGE_EXEC,
};

enum leader { LEAD_GROUP, LEAD_SESSION, LEAD_NONE };

/* As prlimit64(2) takes it. */
struct kernel_rlimit {
  uint64_t soft, hard;
};

struct plan {
  const char *file;
  char **argv, **envp;
  char *pid_slot; /* where in envp the child's own pid belongs, or NULL */
  int *fds; /* the child may overwrite them */
  uint32_t fd_count;
  bool gaps;
  enum leader leader;
  bool controlling_terminal;
  bool foreground;
  bool has_credentials;
  uid_t uid;
  gid_t gid;
  gid_t *groups;
  uint32_t group_count;
  const char *cwd;
  bool has_umask;
  mode_t umask;
  int *rlimit_numbers;
  struct kernel_rlimit *rlimits;
  uint32_t rlimit_count;
  bool has_nice;
  int nice;
  const char *oom_score_adj; /* as /proc takes it, or NULL */
  bool no_new_privileges;
  /* What the child starts with; bit n-1 is signal n. */
  uint64_t ignored_signals, blocked_signals;
  bool give_up;
  /* Written by the child before it exits; STAGE_NONE: exec has happened (or a signal came before it). */
  volatile enum stage failed_stage;
  volatile int failed_errno;
};

enum { PID_DIGITS = 10 };

/* For clone(2); never returns. */
int child_main(void *plan);

#endif
