/* Ended children and signals to living ones. Nothing else in the process may wait for children. */
#include "napi.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

static bool append_child(napi_env env, napi_value list, uint32_t at, pid_t pid, int status) {
  napi_value entry;
  TRY_BOOL(napi_create_object(env, &entry));
  if (!set_int(env, entry, "pid", pid) || !set_int(env, entry, "status", status)) return false;
  TRY_BOOL(napi_set_element(env, list, at, entry));
  return true;
}

static napi_value reap(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list;
  TRY(napi_create_array(env, &list));
  for (uint32_t count = 0;;) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return list; /* 0: the others still run; ECHILD: there are none */
    if (!append_child(env, list, count++, pid, status)) return NULL;
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
