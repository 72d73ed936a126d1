#include "napi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

napi_value throw_errno(napi_env env, int error, const char *syscall_name) {
  char code[64], reason[128], message[256];
  uv_err_name_r(-error, code, sizeof code);
  uv_strerror_r(-error, reason, sizeof reason);
  snprintf(message, sizeof message, "%s: %s, %s", code, reason, syscall_name);

  napi_value text, exception, name;
  TRY(napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text));
  TRY(napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &name));
  TRY(napi_create_error(env, name, text, &exception));
  if (!set_int(env, exception, "errno", -error) || !set_string(env, exception, "syscall", syscall_name)) return NULL;
  TRY(napi_throw(env, exception));
  return NULL;
}

napi_value throw_bad_call(napi_env env, const char *what) {
  const napi_extended_error_info *info = NULL;
  bool pending = true;
  napi_get_last_error_info(env, &info);
  const char *reason = info != NULL && info->error_message != NULL ? info->error_message : "unknown reason";
  char message[256];
  snprintf(message, sizeof message, "native call refused (%s): %s", reason, what);
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) napi_throw_type_error(env, NULL, message);
  return NULL;
}

napi_value undefined(napi_env env) {
  napi_value value = NULL;
  napi_get_undefined(env, &value);
  return value;
}

bool get_args(napi_env env, napi_callback_info info, size_t count, napi_value *argv) {
  size_t given = count;
  TRY_BOOL(napi_get_cb_info(env, info, &given, argv, NULL, NULL));
  return true;
}

bool get_int(napi_env env, napi_value value, int *out) {
  int32_t number;
  TRY_BOOL(napi_get_value_int32(env, value, &number));
  *out = number;
  return true;
}

bool is_identity(napi_env env, uint32_t id) {
  if (id != UINT32_MAX) return true;
  return (void)throw_errno(env, EINVAL, "user or group id -1"), false;
}

bool get_int64(napi_env env, napi_value value, int64_t *out) {
  TRY_BOOL(napi_get_value_int64(env, value, out));
  return true;
}

char *get_string(napi_env env, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) {
    return (void)throw_bad_call(env, "text expected"), NULL;
  }
  char *text = malloc(length + 1);
  if (text == NULL) return (void)throw_errno(env, ENOMEM, "malloc"), NULL;
  if (napi_get_value_string_utf8(env, value, text, length + 1, &length) == napi_ok && strlen(text) == length) return text;
  free(text);
  return (void)throw_errno(env, EINVAL, "string with a NUL byte"), NULL;
}

bool get_optional(napi_env env, napi_value object, const char *name, napi_value *out) {
  napi_valuetype type;
  TRY_BOOL(napi_get_named_property(env, object, name, out));
  TRY_BOOL(napi_typeof(env, *out, &type));
  if (type == napi_undefined || type == napi_null) *out = NULL;
  return true;
}

bool set_int(napi_env env, napi_value object, const char *name, int64_t number) {
  napi_value value;
  TRY_BOOL(napi_create_int64(env, number, &value));
  TRY_BOOL(napi_set_named_property(env, object, name, value));
  return true;
}

bool set_string(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value;
  TRY_BOOL(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value));
  TRY_BOOL(napi_set_named_property(env, object, name, value));
  return true;
}

bool export_methods(napi_env env, napi_value exports, const struct method *methods, size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    TRY_BOOL(napi_create_function(env, methods[i].name, NAPI_AUTO_LENGTH, methods[i].call, NULL, &function));
    TRY_BOOL(napi_set_named_property(env, exports, methods[i].name, function));
  }
  return true;
}
