/* Ended children and signals to living ones. Nothing else in the process may wait for children. */
#include "napi.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static int64_t milliseconds(struct timeval time) { return (int64_t)time.tv_sec * 1000 + time.tv_usec / 1000; }

static bool append_child(napi_env env, napi_value list, uint32_t at, pid_t pid, int status, const struct rusage *used) {
  napi_value entry;
  TRY_BOOL(napi_create_object(env, &entry));
  if (!set_int(env, entry, "pid", pid) || !set_int(env, entry, "status", status)) return false;
  if (!set_int(env, entry, "maxrss", used->ru_maxrss)) return false;
  if (!set_int(env, entry, "user", milliseconds(used->ru_utime))) return false;
  if (!set_int(env, entry, "system", milliseconds(used->ru_stime))) return false;
  TRY_BOOL(napi_set_element(env, list, at, entry));
  return true;
}

static napi_value reap(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list;
  TRY(napi_create_array(env, &list));
  for (uint32_t count = 0;;) {
    int status;
    struct rusage used;
    pid_t pid = wait4(-1, &status, WNOHANG, &used);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return list; /* 0: the others still run; ECHILD: there are none */
    if (!append_child(env, list, count++, pid, status, &used)) return NULL;
  }
}

static napi_value send_signal(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  int pid, number;
  if (!get_args(env, info, 2, argv) || !get_int(env, argv[0], &pid) || !get_int(env, argv[1], &number)) return NULL;
  TRY(napi_create_int32(env, kill(pid, number) == 0 ? 0 : errno, &result));
  return result;
}

bool register_reap(napi_env env, napi_value exports) {
  const struct method methods[] = {{"reap", reap}, {"kill", send_signal}};
  return export_methods(env, exports, methods, COUNT(methods));
}
