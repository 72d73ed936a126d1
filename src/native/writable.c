/*
 * Writing to descriptors whose open file description belongs to others too (a container's stdout): O_NONBLOCK must
 * neither be relied on nor set there, because the others would see it.
 */
#include "writable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fstat.h"
#include "napi.h"

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

typedef ssize_t (*write_once)(int fd, const char *data, size_t size);

static write_once way_for(int fd);

/* The part before an error counts; the error shows again at the next call. */
ssize_t write_without_blocking(int fd, const char *data, size_t size) {
  write_once write_some = way_for(fd);
  size_t done = 0;
  while (done < size) {
    ssize_t count = write_some(fd, data + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    bool blocks = count == 0 || (count < 0 && errno == EAGAIN);
    if (count < 0 && !blocks && done == 0) return -errno;
    if (count <= 0) break;
    done += (size_t)count;
  }
  return (ssize_t)done;
}

static ssize_t write_plainly(int fd, const char *data, size_t size) { return write(fd, data, size); }

static ssize_t send_now(int fd, const char *data, size_t size) { return send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL); }

/* Writable means room for PIPE_BUF bytes in a pipe. Another writer could take it before us: RWF_NOWAIT is tried first. */
static ssize_t write_if_ready(int fd, const char *data, size_t size) {
  struct pollfd target = {.fd = fd, .events = POLLOUT};
  int ready = poll(&target, 1, 0);
  if (ready <= 0) return ready;
  return write(fd, data, size < PIPE_BUF ? size : PIPE_BUF);
}

/* Pipes know RWF_NOWAIT since Linux 6.5. */
static ssize_t write_to_pipe(int fd, const char *data, size_t size) {
  struct iovec part = {(void *)data, size};
  ssize_t count = syscall(SYS_pwritev2, fd, &part, 1, -1L, 0L, RWF_NOWAIT);
  if (count >= 0 || errno == EAGAIN || errno == EINTR || errno == EPIPE) return count;
  return write_if_ready(fd, data, size);
}

/* `stty tostop` is against the output of background jobs, not against our messages: with SIGTTOU blocked they pass. */
static ssize_t write_from_background(int fd, const char *data, size_t size) {
  sigset_t quiet, before;
  sigemptyset(&quiet);
  sigaddset(&quiet, SIGTTOU);
  sigprocmask(SIG_BLOCK, &quiet, &before);
  ssize_t count = write(fd, data, size);
  int error = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return count;
}

/* A terminal may be "writable" with room for one byte. Opened anew it is ours alone and can be non-blocking. */
static ssize_t write_to_terminal(int fd, const char *data, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own < 0) return write_if_ready(fd, data, 1); /* not permitted, or no /proc: the one byte there is room for */
  ssize_t count = write_from_background(own, data, size);
  int error = errno;
  close(own);
  errno = error;
  return count;
}

static write_once way_for(int fd) {
  struct stat info;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_NONBLOCK) != 0 || get_file_info(fd, &info) != 0) return write_plainly;
  if (S_ISREG(info.st_mode)) return write_plainly;
  if (S_ISSOCK(info.st_mode)) return send_now;
  if (S_ISFIFO(info.st_mode)) return write_to_pipe;
  return isatty(fd) ? write_to_terminal : write_if_ready;
}

static napi_value try_write(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  int fd;
  void *data;
  size_t size;
  bool is_typed_array;
  if (!get_args(env, info, 2, argv) || !get_int(env, argv[0], &fd)) return NULL;
  TRY(napi_is_typedarray(env, argv[1], &is_typed_array));
  if (!is_typed_array) {
    napi_throw_type_error(env, NULL, "tryWrite: a Uint8Array expected");
    return NULL;
  }
  TRY(napi_get_typedarray_info(env, argv[1], NULL, &size, &data, NULL, NULL));
  TRY(napi_create_int64(env, write_without_blocking(fd, data, size), &result));
  return result;
}

bool register_writable(napi_env env, napi_value exports) {
  const struct method methods[] = {{"tryWrite", try_write}};
  return export_methods(env, exports, methods, COUNT(methods));
}
