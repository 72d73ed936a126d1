/* Who has the terminal, and what job control needs to know of a child. */
#include "napi.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether the terminal on a descriptor is our controlling one, and our process group the one in its foreground. */
static napi_value owns_terminal(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  TRY(napi_get_boolean(env, tcgetpgrp(fd) == getpgrp(), &result));
  return result;
}

/* tcsetpgrp(3): 0 or errno. The caller need not be in the foreground: SIGTTOU is blocked meanwhile. */
static napi_value give_terminal(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  int fd, group;
  sigset_t quiet, before;
  if (!get_args(env, info, 2, argv) || !get_int(env, argv[0], &fd) || !get_int(env, argv[1], &group)) return NULL;
  sigemptyset(&quiet);
  sigaddset(&quiet, SIGTTOU);
  sigprocmask(SIG_BLOCK, &quiet, &before);
  int error = tcsetpgrp(fd, group) == 0 ? 0 : errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  TRY(napi_create_int32(env, error, &result));
  return result;
}

/* Whether our parent waits for us as a shell does for a job: in our session, but not in our process group. */
static napi_value is_job(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  pid_t parent = getppid();
  bool is = getpid() != 1 && parent > 0 && getsid(parent) == getsid(0) && getpgid(parent) != getpgrp();
  TRY(napi_get_boolean(env, is, &result));
  return result;
}

/* The signal by which the child has been stopped since the last call; 0: it has not. */
static napi_value stopped_by(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int pid;
  siginfo_t child = {0};
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &pid)) return NULL;
  bool is = waitid(P_PID, (id_t)pid, &child, WSTOPPED | WNOHANG) == 0 && child.si_pid == pid;
  TRY(napi_create_int32(env, is ? child.si_status : 0, &result));
  return result;
}

static napi_value set_parent_death_signal(napi_env env, napi_callback_info info) {
  napi_value argument;
  int number;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &number)) return NULL;
  if (prctl(PR_SET_PDEATHSIG, (unsigned long)number, 0, 0, 0) != 0) return throw_errno(env, errno, "prctl");
  return undefined(env);
}

bool register_terminal(napi_env env, napi_value exports) {
  const struct method methods[] = {
      {"ownsTerminal", owns_terminal}, {"giveTerminal", give_terminal}, {"isJob", is_job},
      {"stoppedBy", stopped_by},     {"setParentDeathSignal", set_parent_death_signal},
  };
  return export_methods(env, exports, methods, COUNT(methods));
}
