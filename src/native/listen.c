/*
 * Listening stream sockets, for programs to inherit and for the control servers. Nothing can connect before listen(2), so that a socket file has its
 * owner and its mode by then.
 */
#include "napi.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fstat.h"

struct file {
  char *path;
  int mode, uid, gid; /* -1: leave that half of the owner as it is */
  struct stat info;
};

/* What failed last; the errno is there. */
enum step { STEP_SOCKET, STEP_BIND, STEP_OWNER, STEP_MODE, STEP_LISTEN, STEP_DONE };
static const char *const step_names[] = {"socket", "bind", "owner", "mode", "listen"};

static enum step give_rights(struct file *file);

static enum step bind_file(int fd, struct file *file) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(file->path);
  if (length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return STEP_BIND;
  }
  memcpy(address.sun_path, file->path, length);
  /* bind makes the file with the socket's own mode, less the umask. */
  if (fchmod(fd, (mode_t)file->mode) != 0) return STEP_MODE;
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) return STEP_BIND;
  return give_rights(file);
}

/* Through a handle of the file itself: in a directory of somebody else's a name may mean another file by now. */
static enum step arrange(int handle, struct file *file) {
  char name[64];
  if (get_file_info(handle, &file->info) != 0) return STEP_MODE;
  if (!S_ISSOCK(file->info.st_mode)) {
    errno = ESTALE;
    return STEP_BIND;
  }
  bool owned = file->uid != -1 || file->gid != -1;
  if (owned && fchownat(handle, "", (uid_t)file->uid, (gid_t)file->gid, AT_EMPTY_PATH) != 0) return STEP_OWNER;
  if ((int)(file->info.st_mode & 07777) == file->mode) return STEP_DONE;
  snprintf(name, sizeof name, "/proc/self/fd/%d", handle);
  return chmod(name, (mode_t)file->mode) == 0 ? STEP_DONE : STEP_MODE;
}

static enum step give_rights(struct file *file) {
  int handle = open(file->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  enum step failed = handle < 0 ? STEP_OWNER : arrange(handle, file);
  int error = errno;
  if (handle >= 0) close(handle);
  if (failed == STEP_OWNER || failed == STEP_MODE) unlink(file->path);
  errno = error;
  return failed;
}

/* A numeric address of either family. */
static socklen_t read_address(const char *host, int port, struct sockaddr_storage *out) {
  const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found;
  if (getaddrinfo(host, NULL, &hints, &found) != 0) return 0;
  socklen_t length = found->ai_addrlen;
  memcpy(out, found->ai_addr, length);
  freeaddrinfo(found);
  /* It stands in the same place in both families. */
  ((struct sockaddr_in *)out)->sin_port = htons((uint16_t)port);
  return length;
}

/* The wildcard of IPv6 and the mapped addresses take IPv4 as well. */
static int takes_both(const struct sockaddr_storage *address) {
  const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;
  return IN6_IS_ADDR_UNSPECIFIED(six) || IN6_IS_ADDR_V4MAPPED(six);
}

static enum step bind_address(int fd, const struct sockaddr_storage *address, socklen_t length) {
  const int on = 1, only = !takes_both(address);
  bool six = address->ss_family == AF_INET6;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return STEP_SOCKET;
  if (six && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) != 0) return STEP_SOCKET;
  return bind(fd, (const struct sockaddr *)address, length) == 0 ? STEP_DONE : STEP_BIND;
}

static napi_value failure(napi_env env, enum step step, int error) {
  napi_value result;
  TRY(napi_create_object(env, &result));
  if (!set_string(env, result, "step", step_names[step]) || !set_int(env, result, "errno", error)) return NULL;
  return result;
}

static bool set_address(napi_env env, napi_value result, int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  char host[INET6_ADDRSTRLEN] = "";
  if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return throw_errno(env, errno, "getsockname"), false;
  bool six = address.ss_family == AF_INET6;
  const void *bytes = six ? (const void *)&((struct sockaddr_in6 *)&address)->sin6_addr
                          : (const void *)&((struct sockaddr_in *)&address)->sin_addr;
  inet_ntop(address.ss_family, bytes, host, sizeof host);
  int port = ntohs(((struct sockaddr_in *)&address)->sin_port);
  return set_string(env, result, "address", host) && set_int(env, result, "port", port);
}

static napi_value success(napi_env env, int fd, const struct file *file) {
  napi_value result;
  TRY(napi_create_object(env, &result));
  if (!set_int(env, result, "fd", fd)) return NULL;
  if (file == NULL) return set_address(env, result, fd) ? result : NULL;
  bool told = set_int(env, result, "dev", (int64_t)file->info.st_dev) &&
              set_int(env, result, "ino", (int64_t)file->info.st_ino);
  return told ? result : NULL;
}

/* Takes the descriptor over. */
static napi_value finish(napi_env env, int fd, enum step failed, int backlog, const struct file *file) {
  if (failed == STEP_DONE && listen(fd, backlog) != 0) failed = STEP_LISTEN;
  int error = errno;
  if (failed == STEP_LISTEN && file != NULL) unlink(file->path);
  napi_value result = failed == STEP_DONE ? success(env, fd, file) : failure(env, failed, error);
  if (failed != STEP_DONE || result == NULL) close(fd);
  return result;
}

static napi_value listen_unix(napi_env env, napi_callback_info info) {
  napi_value argv[5];
  int backlog;
  struct file file = {0};
  if (!get_args(env, info, 5, argv) || !get_int(env, argv[1], &file.mode)) return NULL;
  if (!get_int(env, argv[2], &file.uid) || !get_int(env, argv[3], &file.gid)) return NULL;
  if (!get_int(env, argv[4], &backlog)) return NULL;
  file.path = get_string(env, argv[0]);
  if (file.path == NULL) return NULL;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  napi_value result =
      fd < 0 ? failure(env, STEP_SOCKET, errno) : finish(env, fd, bind_file(fd, &file), backlog, &file);
  free(file.path);
  return result;
}

static napi_value listen_inet(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  int port, backlog;
  struct sockaddr_storage address;
  if (!get_args(env, info, 3, argv) || !get_int(env, argv[1], &port) || !get_int(env, argv[2], &backlog)) return NULL;
  char *host = get_string(env, argv[0]);
  if (host == NULL) return NULL;
  socklen_t length = read_address(host, port, &address);
  free(host);
  if (length == 0) return failure(env, STEP_BIND, EINVAL);
  int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return failure(env, STEP_SOCKET, errno);
  return finish(env, fd, bind_address(fd, &address, length), backlog, NULL);
}

bool register_listen(napi_env env, napi_value exports) {
  const struct method methods[] = {{"listenUnix", listen_unix}, {"listenInet", listen_inet}};
  return export_methods(env, exports, methods, COUNT(methods));
}
