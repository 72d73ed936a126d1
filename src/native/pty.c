/* What a program's pseudo-terminal needs besides being opened. */
#include "napi.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

/* A second descriptor of the same: reading and writing belong to different owners. */
static napi_value dup_descriptor(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return throw_errno(env, errno, "fcntl");
  if (napi_create_int32(env, copy, &result) == napi_ok) return result;
  close(copy);
  return throw_bad_call(env, "napi_create_int32");
}

/* Output as the program writes it: no carriage return before each line feed. */
static napi_value plain_output(napi_env env, napi_callback_info info) {
  napi_value argument;
  int fd;
  struct termios settings;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  if (tcgetattr(fd, &settings) != 0) return throw_errno(env, errno, "tcgetattr");
  settings.c_oflag &= ~(tcflag_t)OPOST;
  settings.c_lflag &= ~(tcflag_t)ECHO;
  if (tcsetattr(fd, TCSANOW, &settings) != 0) return throw_errno(env, errno, "tcsetattr");
  return undefined(env);
}

bool register_pty(napi_env env, napi_value exports) {
  const struct method methods[] = {{"dup", dup_descriptor}, {"plainOutput", plain_output}};
  return export_methods(env, exports, methods, COUNT(methods));
}
