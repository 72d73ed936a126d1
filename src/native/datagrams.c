/*
 * A unix socket for datagrams, which Node does not have, with the kernel's word for who sent them. Its name is an
 * abstract one: it is gone with the socket, and there is no directory that would have to be writable.
 */
#include "napi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

/* The rest of the loop gets its turn after so many. */
enum { LARGEST = 4096, AT_ONCE = 64 };

struct datagrams {
  napi_env env;
  napi_ref self, callback;
  uv_poll_t *poll;
  int fd; /* -1: closed */
  struct datagrams *previous, *next;
};

static struct datagrams *open_sockets;

static void unlink_socket(struct datagrams *socket) {
  if (socket->previous != NULL) socket->previous->next = socket->next;
  else open_sockets = socket->next;
  if (socket->next != NULL) socket->next->previous = socket->previous;
  socket->previous = socket->next = NULL;
}

static void link_socket(struct datagrams *socket) {
  socket->next = open_sockets;
  if (open_sockets != NULL) open_sockets->previous = socket;
  open_sockets = socket;
}

static void drop(napi_env env, napi_ref *reference) {
  if (*reference != NULL) napi_delete_reference(env, *reference);
  *reference = NULL;
}

static void on_handle_closed(uv_handle_t *handle) {
  struct datagrams *socket = handle->data;
  free(handle);
  socket->poll = NULL;
  if (socket->env == NULL) {
    free(socket);
    return;
  }
  drop(socket->env, &socket->callback);
  drop(socket->env, &socket->self);
}

static void close_socket(struct datagrams *socket) {
  if (socket->fd < 0) return;
  unlink_socket(socket);
  uv_poll_stop(socket->poll);
  uv_close((uv_handle_t *)socket->poll, on_handle_closed);
  close(socket->fd);
  socket->fd = -1;
}

static void on_collected(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct datagrams *socket = data;
  close_socket(socket);
  if (socket->poll == NULL) free(socket);
  else socket->env = NULL;
}

static void on_environment_end(void *data) {
  (void)data;
  while (open_sockets != NULL) close_socket(open_sockets);
}

static struct ucred sender_of(struct msghdr *message) {
  struct ucred sender = {.pid = 0, .uid = (uid_t)-1, .gid = (gid_t)-1};
  for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each != NULL; each = CMSG_NXTHDR(message, each)) {
    if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_CREDENTIALS) memcpy(&sender, CMSG_DATA(each), sizeof sender);
  }
  return sender;
}

/* Asked at once: the sender may be gone when somebody looks later. 0 would mean ourselves. */
static napi_value describe(napi_env env, const struct ucred *sender) {
  napi_value result;
  pid_t group = sender->pid > 0 ? getpgid(sender->pid) : -1;
  pid_t session = sender->pid > 0 ? getsid(sender->pid) : -1;
  TRY(napi_create_object(env, &result));
  bool told = set_int(env, result, "pid", sender->pid) && set_int(env, result, "uid", (int64_t)sender->uid) &&
              set_int(env, result, "group", group) && set_int(env, result, "session", session);
  return told ? result : NULL;
}

static bool hand_over(struct datagrams *socket, const char *bytes, ssize_t size, const struct ucred *sender) {
  napi_env env = socket->env;
  napi_value arguments[2], this, callback, result;
  if (size > LARGEST) TRY_BOOL(napi_get_null(env, &arguments[0]));
  else TRY_BOOL(napi_create_buffer_copy(env, (size_t)size, bytes, NULL, &arguments[0]));
  arguments[1] = describe(env, sender);
  if (arguments[1] == NULL) return false;
  TRY_BOOL(napi_get_reference_value(env, socket->self, &this));
  TRY_BOOL(napi_get_reference_value(env, socket->callback, &callback));
  return napi_make_callback(env, NULL, this, callback, 2, arguments, &result) == napi_ok;
}

enum outcome { NOTHING, RECEIVED, THROWN };

/* There is no room for descriptors that come along: the kernel closes them. */
static enum outcome receive(struct datagrams *socket) {
  char bytes[LARGEST];
  union {
    struct cmsghdr align;
    char room[CMSG_SPACE(sizeof(struct ucred))];
  } control;
  struct iovec part = {.iov_base = bytes, .iov_len = sizeof bytes};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t size = recvmsg(socket->fd, &message, MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC);
  if (size < 0) return errno == EINTR ? RECEIVED : NOTHING;
  struct ucred sender = sender_of(&message);
  return hand_over(socket, bytes, size, &sender) ? RECEIVED : THROWN;
}

static void on_readable(uv_poll_t *handle, int status, int events) {
  (void)status, (void)events;
  struct datagrams *socket = handle->data;
  napi_env env = socket->env;
  for (int count = 0; count < AT_ONCE && socket->fd >= 0; count++) {
    napi_handle_scope scope;
    napi_value exception;
    bool pending = false;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    enum outcome outcome = receive(socket);
    if (outcome == THROWN && napi_is_exception_pending(env, &pending) == napi_ok && pending &&
        napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
      napi_fatal_exception(env, exception);
    }
    napi_close_handle_scope(env, scope);
    if (outcome == NOTHING) return;
  }
}

static struct datagrams *unwrap(napi_env env, napi_callback_info info) {
  napi_value this;
  void *data = NULL;
  size_t given = 0;
  if (napi_get_cb_info(env, info, &given, NULL, &this, NULL) == napi_ok && napi_unwrap(env, this, &data) == napi_ok) {
    return data;
  }
  throw_bad_call(env, "not a socket for datagrams");
  return NULL;
}

static napi_value drain(napi_env env, napi_callback_info info) {
  struct datagrams *socket = unwrap(env, info);
  if (socket == NULL) return NULL;
  while (socket->fd >= 0) {
    enum outcome outcome = receive(socket);
    if (outcome == THROWN) return NULL;
    if (outcome == NOTHING) break;
  }
  return undefined(env);
}

static napi_value close_from_js(napi_env env, napi_callback_info info) {
  struct datagrams *socket = unwrap(env, info);
  if (socket == NULL) return NULL;
  close_socket(socket);
  return undefined(env);
}

/* The descriptor, or -errno. */
static int bind_name(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const int on = 1;
  size_t length = strlen(name);
  if (length >= sizeof address.sun_path) return -ENAMETOOLONG;
  memcpy(address.sun_path + 1, name, length);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 && bind(fd, (struct sockaddr *)&address, size) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}

static int start_polling(uv_loop_t *loop, struct datagrams *socket) {
  socket->poll = malloc(uv_handle_size(UV_POLL));
  if (socket->poll == NULL) return ENOMEM;
  int error = uv_poll_init(loop, socket->poll, socket->fd);
  socket->poll->data = socket;
  if (error == 0) return -uv_poll_start(socket->poll, UV_READABLE, on_readable);
  free(socket->poll);
  socket->poll = NULL;
  return -error;
}

static napi_value datagrams_new(napi_env env, napi_callback_info info) {
  napi_value argv[2], this;
  size_t argc = 2;
  uv_loop_t *loop;
  TRY(napi_get_cb_info(env, info, &argc, argv, &this, NULL));
  TRY(napi_get_uv_event_loop(env, &loop));
  char *name = get_string(env, argv[0]);
  if (name == NULL) return NULL;
  int fd = bind_name(name);
  free(name);
  if (fd < 0) return throw_errno(env, -fd, "openDatagrams");
  struct datagrams *socket = calloc(1, sizeof *socket);
  int error = ENOMEM;
  if (socket != NULL) {
    socket->env = env;
    socket->fd = fd;
    error = start_polling(loop, socket);
  }
  if (error != 0) {
    close(fd);
    free(socket);
    return throw_errno(env, error, "openDatagrams");
  }
  link_socket(socket);
  TRY(napi_wrap(env, this, socket, on_collected, NULL, NULL));
  TRY(napi_create_reference(env, this, 1, &socket->self));
  TRY(napi_create_reference(env, argv[1], 1, &socket->callback));
  return this;
}

static napi_ref datagrams_class;

static napi_value open_datagrams(napi_env env, napi_callback_info info) {
  napi_value argv[2], constructor, socket;
  if (!get_args(env, info, 2, argv)) return NULL;
  TRY(napi_get_reference_value(env, datagrams_class, &constructor));
  TRY(napi_new_instance(env, constructor, 2, argv, &socket));
  return socket;
}

bool register_datagrams(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"drain", NULL, drain, NULL, NULL, NULL, napi_default, NULL},
      {"close", NULL, close_from_js, NULL, NULL, NULL, napi_default, NULL},
  };
  const struct method methods[] = {{"openDatagrams", open_datagrams}};
  napi_value class;
  TRY_BOOL(napi_define_class(env, "Datagrams", NAPI_AUTO_LENGTH, datagrams_new, NULL, COUNT(members), members, &class));
  TRY_BOOL(napi_create_reference(env, class, 1, &datagrams_class));
  TRY_BOOL(napi_add_env_cleanup_hook(env, on_environment_end, NULL));
  return export_methods(env, exports, methods, COUNT(methods));
}
