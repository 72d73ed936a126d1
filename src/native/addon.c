/* The addon's entry: every other file registers its own functions. */
#include "napi.h"

#include <signal.h>
#include <uv.h>

typedef bool (*registrar)(napi_env env, napi_value exports);

static const registrar registrars[] = {
    register_forward, register_terminal,
    register_spawn, register_reap,   register_pump,    register_writable, register_watch,
    register_users, register_limits, register_process, register_listen,   register_syslog,
    register_pty, register_datagrams,
};

/* Pumps live on one loop and waiting for children is the business of one thread. */
static bool is_first_thread(napi_env env) {
  static uv_loop_t *first;
  uv_loop_t *loop;
  TRY_BOOL(napi_get_uv_event_loop(env, &loop));
  if (first == NULL) first = loop;
  if (first == loop) return true;
  napi_throw_error(env, NULL, "the native addon serves one thread only: do not load it in a Worker");
  return false;
}

NAPI_MODULE_INIT() {
  if (!is_first_thread(env)) return NULL;
  /* A log file that reaches RLIMIT_FSIZE must be an EFBIG for us, not the end of the daemon; spawn resets it. */
  signal(SIGXFSZ, SIG_IGN);
  for (size_t i = 0; i < COUNT(registrars); i++) {
    if (!registrars[i](env, exports)) return NULL;
  }
  return exports;
}
