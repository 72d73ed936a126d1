/* spawn(spec): our side of it. Reads the spec into plain memory, clones, and reports what the child left behind. */
#include "spawn.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arena.h"

static const char *const stage_names[] = {
    [STAGE_NONE] = "",         [STAGE_GROUP] = "group",   [STAGE_TTY] = "tty",     [STAGE_FDS] = "fds",
    [STAGE_RLIMITS] = "rlimits", [STAGE_NICE] = "nice",   [STAGE_OOM] = "oom",     [STAGE_GROUPS] = "groups",
    [STAGE_GID] = "gid",       [STAGE_UID] = "uid",       [STAGE_PRIVILEGES] = "privileges", [STAGE_CHDIR] = "chdir",
    [STAGE_UMASK] = "umask",   [STAGE_EXEC] = "exec",
};

enum { STACK = 64 * 1024, GUARD = 64 * 1024, KERNEL_SIGSET = 8 };

static bool read_spec(napi_env env, napi_value spec, struct arena *arena, struct plan *plan);
static pid_t clone_child(struct plan *plan);
static napi_value report(napi_env env, pid_t pid, int error, const struct plan *plan);

static napi_value spawn(napi_env env, napi_callback_info info) {
  napi_value spec;
  struct arena arena = {0};
  struct plan plan = {0};
  napi_value result = NULL;
  if (!get_args(env, info, 1, &spec)) return NULL;
  if (read_spec(env, spec, &arena, &plan)) {
    pid_t pid = clone_child(&plan);
    result = report(env, pid, errno, &plan);
  }
  arena_free(&arena);
  return result;
}

static void *array_memory(napi_env env, struct arena *arena, napi_value array, size_t item, uint32_t *count) {
  if (napi_get_array_length(env, array, count) != napi_ok) return throw_bad_call(env, "array expected");
  void *memory = arena_alloc(arena, item * ((size_t)*count + 2)); /* one more string, and the NULL */
  if (memory == NULL) throw_errno(env, ENOMEM, "malloc");
  return memory;
}

static bool read_strings(napi_env env, napi_value spec, const char *name, struct arena *arena, char ***out) {
  napi_value array, item;
  uint32_t count;
  TRY_BOOL(napi_get_named_property(env, spec, name, &array));
  char **strings = array_memory(env, arena, array, sizeof *strings, &count);
  if (strings == NULL) return false;
  for (uint32_t i = 0; i < count; i++) {
    TRY_BOOL(napi_get_element(env, array, i, &item));
    strings[i] = arena_string(env, arena, item);
    if (strings[i] == NULL) return false;
  }
  strings[count] = NULL;
  *out = strings;
  return true;
}

static bool read_ids(napi_env env, napi_value object, const char *name, struct arena *arena, uint32_t **out, uint32_t *count) {
  napi_value array, item;
  TRY_BOOL(napi_get_named_property(env, object, name, &array));
  uint32_t *ids = array_memory(env, arena, array, sizeof *ids, count);
  if (ids == NULL) return false;
  for (uint32_t i = 0; i < *count; i++) {
    TRY_BOOL(napi_get_element(env, array, i, &item));
    TRY_BOOL(napi_get_value_uint32(env, item, &ids[i])); /* wraps -1 to 2^32-1: never a valid descriptor or id */
  }
  *out = ids;
  return true;
}

static bool read_text(napi_env env, napi_value spec, const char *name, struct arena *arena, const char **out) {
  napi_value value;
  if (!get_optional(env, spec, name, &value)) return false;
  *out = value == NULL ? NULL : arena_string(env, arena, value);
  return value == NULL || *out != NULL;
}

static bool read_number(napi_env env, napi_value spec, const char *name, bool *has, int *out) {
  napi_value value;
  if (!get_optional(env, spec, name, &value)) return false;
  *has = value != NULL;
  return value == NULL || get_int(env, value, out);
}

/* `NAME=` as the last variable, which the child completes. */
static bool read_pid_variable(napi_env env, napi_value spec, struct arena *arena, struct plan *plan) {
  const char *name;
  if (!read_text(env, spec, "pidVariable", arena, &name)) return false;
  if (name == NULL) return true;
  size_t length = strlen(name), end = 0;
  char *variable = arena_alloc(arena, length + 1 + PID_DIGITS + 1);
  if (variable == NULL) return (void)throw_errno(env, ENOMEM, "malloc"), false;
  memcpy(variable, name, length);
  variable[length] = '=';
  plan->pid_slot = variable + length + 1;
  while (plan->envp[end] != NULL) end++;
  plan->envp[end] = variable;
  plan->envp[end + 1] = NULL;
  return true;
}

static bool read_flag(napi_env env, napi_value spec, const char *name, bool *out) {
  napi_value value;
  if (!get_optional(env, spec, name, &value)) return false;
  *out = false;
  if (value != NULL) TRY_BOOL(napi_get_value_bool(env, value, out));
  return true;
}

static bool read_signals(napi_env env, napi_value spec, const char *name, uint64_t *out) {
  napi_value value;
  bool lossless;
  if (!get_optional(env, spec, name, &value)) return false;
  if (value != NULL) TRY_BOOL(napi_get_value_bigint_uint64(env, value, out, &lossless));
  return true;
}

/* The child cannot format numbers: no printf there. */
static bool read_oom_score(napi_env env, napi_value spec, struct arena *arena, const char **out) {
  bool has;
  int score;
  if (!read_number(env, spec, "oomScoreAdj", &has, &score)) return false;
  if (!has) return true;
  char *text = arena_alloc(arena, 16);
  if (text == NULL) return (void)throw_errno(env, ENOMEM, "malloc"), false;
  snprintf(text, 16, "%d", score);
  *out = text;
  return true;
}

static bool read_leader(napi_env env, napi_value spec, struct arena *arena, enum leader *out) {
  const char *word;
  if (!read_text(env, spec, "leader", arena, &word)) return false;
  *out = word == NULL || strcmp(word, "group") == 0 ? LEAD_GROUP : strcmp(word, "session") == 0 ? LEAD_SESSION : LEAD_NONE;
  return true;
}

static bool read_credentials(napi_env env, napi_value spec, struct arena *arena, struct plan *plan) {
  napi_value credentials, uid, gid;
  if (!get_optional(env, spec, "credentials", &credentials)) return false;
  if (credentials == NULL) return true;
  TRY_BOOL(napi_get_named_property(env, credentials, "uid", &uid));
  TRY_BOOL(napi_get_value_uint32(env, uid, &plan->uid));
  TRY_BOOL(napi_get_named_property(env, credentials, "gid", &gid));
  TRY_BOOL(napi_get_value_uint32(env, gid, &plan->gid));
  if (!is_identity(env, plan->uid) || !is_identity(env, plan->gid)) return false;
  plan->has_credentials = true;
  return read_ids(env, credentials, "groups", arena, &plan->groups, &plan->group_count);
}

static bool read_rlimit(napi_env env, napi_value item, int *number, struct kernel_rlimit *limit) {
  napi_value resource, soft, hard;
  int64_t soft_value, hard_value;
  TRY_BOOL(napi_get_named_property(env, item, "resource", &resource));
  TRY_BOOL(napi_get_named_property(env, item, "soft", &soft));
  TRY_BOOL(napi_get_named_property(env, item, "hard", &hard));
  if (!get_int(env, resource, number)) return false;
  if (!get_int64(env, soft, &soft_value) || !get_int64(env, hard, &hard_value)) return false;
  *limit = (struct kernel_rlimit){(uint64_t)soft_value, (uint64_t)hard_value}; /* -1 is the kernel's "unlimited" */
  return true;
}

static bool read_rlimits(napi_env env, napi_value spec, struct arena *arena, struct plan *plan) {
  napi_value array, item;
  if (!get_optional(env, spec, "rlimits", &array)) return false;
  if (array == NULL) return true;
  plan->rlimits = array_memory(env, arena, array, sizeof *plan->rlimits, &plan->rlimit_count);
  if (plan->rlimits == NULL) return false;
  plan->rlimit_numbers = array_memory(env, arena, array, sizeof *plan->rlimit_numbers, &plan->rlimit_count);
  if (plan->rlimit_numbers == NULL) return false;
  for (uint32_t i = 0; i < plan->rlimit_count; i++) {
    TRY_BOOL(napi_get_element(env, array, i, &item));
    if (!read_rlimit(env, item, &plan->rlimit_numbers[i], &plan->rlimits[i])) return false;
  }
  return true;
}

static bool read_spec(napi_env env, napi_value spec, struct arena *arena, struct plan *plan) {
  int mask = 0;
  if (!read_flag(env, spec, "giveUp", &plan->give_up)) return false;
  if (plan->give_up) return true;
  if (!read_text(env, spec, "file", arena, &plan->file)) return false;
  if (plan->file == NULL) return (void)throw_bad_call(env, "spawn: no file"), false;
  bool read = read_strings(env, spec, "argv", arena, &plan->argv) && read_strings(env, spec, "envp", arena, &plan->envp) &&
              read_pid_variable(env, spec, arena, plan) &&
              read_ids(env, spec, "fds", arena, (uint32_t **)&plan->fds, &plan->fd_count) &&
              read_flag(env, spec, "gaps", &plan->gaps) && read_leader(env, spec, arena, &plan->leader) &&
              read_flag(env, spec, "controllingTerminal", &plan->controlling_terminal) &&
              read_flag(env, spec, "foreground", &plan->foreground) &&
              read_signals(env, spec, "ignoredSignals", &plan->ignored_signals) &&
              read_signals(env, spec, "blockedSignals", &plan->blocked_signals) &&
              read_credentials(env, spec, arena, plan) && read_text(env, spec, "cwd", arena, &plan->cwd) &&
              read_number(env, spec, "umask", &plan->has_umask, &mask) && read_rlimits(env, spec, arena, plan) &&
              read_number(env, spec, "nice", &plan->has_nice, &plan->nice) &&
              read_oom_score(env, spec, arena, &plan->oom_score_adj) &&
              read_flag(env, spec, "noNewPrivileges", &plan->no_new_privileges);
  plan->umask = (mode_t)mask;
  return read;
}

/* One for all: spawn runs on the main thread only, and the child is done with it when clone returns. */
static char *child_stack_top(void) {
  static char *base;
  if (base != NULL) return base + GUARD + STACK;
  void *memory = mmap(NULL, GUARD + STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (mprotect(memory, GUARD, PROT_NONE) != 0) {
    munmap(memory, GUARD + STACK);
    return NULL;
  }
  base = memory;
  return base + GUARD + STACK;
}

/* Signals stay blocked while the child shares our memory: a handler of ours must not run in it. -1 with errno. */
static pid_t clone_child(struct plan *plan) {
  const uint64_t all = ~(uint64_t)0;
  uint64_t before;
  char *top = child_stack_top();
  if (top == NULL) return -1;
  if (syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, &before, KERNEL_SIGSET) != 0) return -1;
  pid_t pid = clone(child_main, top, CLONE_VM | CLONE_VFORK | SIGCHLD, plan);
  int error = errno;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, KERNEL_SIGSET);
  errno = error;
  return pid;
}

static napi_value report(napi_env env, pid_t pid, int error, const struct plan *plan) {
  napi_value result, failure;
  TRY(napi_create_object(env, &result));
  if (pid < 0) return set_int(env, result, "errno", error) ? result : NULL;
  if (!set_int(env, result, "pid", pid)) return NULL;
  if (plan->failed_stage == STAGE_NONE) return result;
  TRY(napi_create_object(env, &failure));
  if (!set_string(env, failure, "stage", stage_names[plan->failed_stage])) return NULL;
  if (!set_int(env, failure, "errno", plan->failed_errno)) return NULL;
  TRY(napi_set_named_property(env, result, "failure", failure));
  return result;
}

bool register_spawn(napi_env env, napi_value exports) {
  const struct method methods[] = {{"spawn", spawn}};
  return export_methods(env, exports, methods, COUNT(methods));
}
