/* Single system calls on this process that Node does not offer. */
#include "napi.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static napi_value make_pipe(napi_env env, napi_callback_info info) {
  (void)info;
  int ends[2];
  napi_value pair, end;
  if (pipe2(ends, O_CLOEXEC) != 0) return throw_errno(env, errno, "pipe2");
  TRY(napi_create_array_with_length(env, 2, &pair));
  for (uint32_t i = 0; i < 2; i++) {
    TRY(napi_create_int32(env, ends[i], &end));
    TRY(napi_set_element(env, pair, i, end));
  }
  return pair;
}

static napi_value duplicate(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  int from, to;
  if (!get_args(env, info, 2, argv) || !get_int(env, argv[0], &from) || !get_int(env, argv[1], &to)) return NULL;
  if (dup2(from, to) < 0) return throw_errno(env, errno, "dup2");
  return undefined(env);
}

static napi_value new_session(napi_env env, napi_callback_info info) {
  (void)info;
  if (setsid() < 0) return throw_errno(env, errno, "setsid");
  return undefined(env);
}

static napi_value set_subreaper(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool on;
  if (!get_args(env, info, 1, &argument)) return NULL;
  TRY(napi_get_value_bool(env, argument, &on));
  if (prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)on, 0, 0, 0) != 0) return throw_errno(env, errno, "prctl");
  return undefined(env);
}

static napi_value exit_now(napi_env env, napi_callback_info info) {
  napi_value argument;
  int code;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &code)) return NULL;
  _exit(code);
}

static napi_value trim_heap(napi_env env, napi_callback_info info) {
  (void)info;
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  malloc_trim(0);
#endif
  return undefined(env);
}

bool register_process(napi_env env, napi_value exports) {
  const struct method methods[] = {
      {"pipe", make_pipe},          {"dup2", duplicate},   {"setsid", new_session},
      {"setSubreaper", set_subreaper}, {"exitNow", exit_now}, {"trimHeap", trim_heap},
  };
  return export_methods(env, exports, methods, COUNT(methods));
}
