/* Resource limits of this process. */
#include "napi.h"

#include <errno.h>
#include <sys/resource.h>

static int64_t to_number(rlim_t value) { return value == RLIM_INFINITY ? -1 : (int64_t)value; }
static rlim_t to_limit(int64_t number) { return number < 0 ? RLIM_INFINITY : (rlim_t)number; }

static napi_value get_limit(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int resource;
  struct rlimit limit;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &resource)) return NULL;
  if (getrlimit(resource, &limit) != 0) return throw_errno(env, errno, "getrlimit");
  TRY(napi_create_object(env, &result));
  if (!set_int(env, result, "soft", to_number(limit.rlim_cur))) return NULL;
  if (!set_int(env, result, "hard", to_number(limit.rlim_max))) return NULL;
  return result;
}

static napi_value set_limit(napi_env env, napi_callback_info info) {
  napi_value spec, resource_value, soft_value, hard_value;
  int resource;
  int64_t soft, hard;
  if (!get_args(env, info, 1, &spec)) return NULL;
  TRY(napi_get_named_property(env, spec, "resource", &resource_value));
  TRY(napi_get_named_property(env, spec, "soft", &soft_value));
  TRY(napi_get_named_property(env, spec, "hard", &hard_value));
  if (!get_int(env, resource_value, &resource)) return NULL;
  if (!get_int64(env, soft_value, &soft) || !get_int64(env, hard_value, &hard)) return NULL;
  struct rlimit limit = {to_limit(soft), to_limit(hard)};
  if (setrlimit(resource, &limit) != 0) return throw_errno(env, errno, "setrlimit");
  return undefined(env);
}

static bool export_numbers(napi_env env, napi_value exports) {
  static const struct {
    const char *name;
    int number;
  } resources[] = {
      {"AS", RLIMIT_AS},         {"CORE", RLIMIT_CORE},       {"CPU", RLIMIT_CPU},         {"DATA", RLIMIT_DATA},
      {"FSIZE", RLIMIT_FSIZE},   {"LOCKS", RLIMIT_LOCKS},     {"MEMLOCK", RLIMIT_MEMLOCK}, {"MSGQUEUE", RLIMIT_MSGQUEUE},
      {"NICE", RLIMIT_NICE},     {"NOFILE", RLIMIT_NOFILE},   {"NPROC", RLIMIT_NPROC},     {"RSS", RLIMIT_RSS},
      {"RTPRIO", RLIMIT_RTPRIO}, {"RTTIME", RLIMIT_RTTIME}, {"STACK", RLIMIT_STACK},     {"SIGPENDING", RLIMIT_SIGPENDING},
  };
  napi_value table;
  TRY_BOOL(napi_create_object(env, &table));
  for (size_t i = 0; i < COUNT(resources); i++) {
    if (!set_int(env, table, resources[i].name, resources[i].number)) return false;
  }
  TRY_BOOL(napi_set_named_property(env, exports, "rlimit", table));
  return true;
}

bool register_limits(napi_env env, napi_value exports) {
  const struct method methods[] = {{"getRlimit", get_limit}, {"setRlimit", set_limit}};
  return export_methods(env, exports, methods, COUNT(methods)) && export_numbers(env, exports);
}
