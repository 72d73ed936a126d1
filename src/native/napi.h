/* What every file of the addon needs to talk to JavaScript. */
#ifndef TSUPERVISORD_NAPI_H
#define TSUPERVISORD_NAPI_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In a function that returns napi_value: leave with an exception pending when a Node-API call fails. */
#define TRY(call)                                                                                                      \
  do {                                                                                                                 \
    if ((call) != napi_ok) return throw_bad_call(env, #call);                                                          \
  } while (0)

/* In a function that returns bool: the same, false meaning that an exception is pending. */
#define TRY_BOOL(call)                                                                                                 \
  do {                                                                                                                 \
    if ((call) != napi_ok) return (void)throw_bad_call(env, #call), false;                                             \
  } while (0)

struct method {
  const char *name;
  napi_callback call;
};

/* Error with `code` and (negative) `errno`, worded like Node's own. Returns NULL. */
napi_value throw_errno(napi_env env, int error, const char *syscall_name);
/* Keeps an exception that is pending already. Returns NULL. */
napi_value throw_bad_call(napi_env env, const char *what);
napi_value undefined(napi_env env);

/* Fills argv with exactly `count` arguments (undefined where missing). */
bool get_args(napi_env env, napi_callback_info info, size_t count, napi_value *argv);
bool get_int(napi_env env, napi_value value, int *out);
/* False and an exception for -1, which the set*id calls take as "leave it": a child would stay root. */
bool is_identity(napi_env env, uint32_t id);
bool get_int64(napi_env env, napi_value value, int64_t *out);
/* malloc'd; the caller frees. A NUL inside is refused: C would cut the text silently. */
char *get_string(napi_env env, napi_value value);
/* `*out` is NULL where the property is undefined or null. */
bool get_optional(napi_env env, napi_value object, const char *name, napi_value *out);

bool set_int(napi_env env, napi_value object, const char *name, int64_t number);
bool set_string(napi_env env, napi_value object, const char *name, const char *text);
bool export_methods(napi_env env, napi_value exports, const struct method *methods, size_t count);

/* One of these a file; false: an exception is pending. */
bool register_spawn(napi_env env, napi_value exports);
bool register_forward(napi_env env, napi_value exports);
bool register_terminal(napi_env env, napi_value exports);
bool register_reap(napi_env env, napi_value exports);
bool register_pump(napi_env env, napi_value exports);
bool register_writable(napi_env env, napi_value exports);
bool register_watch(napi_env env, napi_value exports);
bool register_users(napi_env env, napi_value exports);
bool register_limits(napi_env env, napi_value exports);
bool register_process(napi_env env, napi_value exports);
bool register_listen(napi_env env, napi_value exports);
bool register_syslog(napi_env env, napi_value exports);
bool register_pty(napi_env env, napi_value exports);
bool register_datagrams(napi_env env, napi_value exports);

#endif
