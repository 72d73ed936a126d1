/* A connection to the syslog daemon's socket that never blocks: what syslog(3) does, without its waiting. */
#include "napi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The descriptor, or -errno. */
static int connect_to(const char *path, int type) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path) return -ENAMETOOLONG;
  memcpy(address.sun_path, path, length);
  int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}

static napi_value connect_syslog(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  if (!get_args(env, info, 1, &argument)) return NULL;
  TRY(napi_create_object(env, &result));
  char *path = get_string(env, argument);
  if (path == NULL) return NULL;
  bool stream = false;
  int fd = connect_to(path, SOCK_DGRAM);
  if (fd == -EPROTOTYPE) { /* old daemons listen on a stream socket, as syslog(3) knows */
    stream = true;
    fd = connect_to(path, SOCK_STREAM);
  }
  free(path);
  bool told = set_string(env, result, "kind", stream ? "stream" : "datagram") &&
              set_int(env, result, fd < 0 ? "errno" : "fd", fd < 0 ? -fd : fd);
  if (!told && fd >= 0) close(fd);
  return told ? result : NULL;
}

bool register_syslog(napi_env env, napi_value exports) {
  const struct method methods[] = {{"connectSyslog", connect_syslog}};
  return export_methods(env, exports, methods, COUNT(methods));
}
