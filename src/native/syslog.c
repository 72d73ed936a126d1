/* One message to syslog(3), with the header that Python's syslog.syslog gives it. */
#include "napi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

/* openlog(3) keeps the pointer: the ident has to outlive the call. */
static char *current_ident;

static void use_ident(char *ident) {
  if (current_ident != NULL && strcmp(current_ident, ident) == 0) {
    free(ident);
    return;
  }
  openlog(ident, 0, LOG_USER);
  free(current_ident);
  current_ident = ident;
}

static napi_value log_message(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  if (!get_args(env, info, 2, argv)) return NULL;
  char *ident = get_string(env, argv[0]);
  if (ident == NULL) return NULL;
  char *message = get_string(env, argv[1]);
  if (message == NULL) {
    free(ident);
    return NULL;
  }
  use_ident(ident);
  syslog(LOG_INFO, "%s", message);
  free(message);
  return undefined(env);
}

bool register_syslog(napi_env env, napi_value exports) {
  const struct method methods[] = {{"syslog", log_message}};
  return export_methods(env, exports, methods, COUNT(methods));
}
