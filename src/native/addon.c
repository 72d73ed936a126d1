/* The addon's entry: every other file registers its own functions. */
#include "napi.h"

#include <signal.h>

typedef bool (*registrar)(napi_env env, napi_value exports);

static const registrar registrars[] = {
    register_spawn, register_reap,   register_pump,    register_writable, register_watch,
    register_users, register_limits, register_process, register_syslog,
};

NAPI_MODULE_INIT() {
  /* A log file that reaches RLIMIT_FSIZE must be an EFBIG for us, not the end of the daemon; spawn resets it. */
  signal(SIGXFSZ, SIG_IGN);
  for (size_t i = 0; i < COUNT(registrars); i++) {
    if (!registrars[i](env, exports)) return NULL;
  }
  return exports;
}
