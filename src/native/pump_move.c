/* The bytes of a pump: from its descriptor to where its sink says. */
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "writable.h"

#ifndef RWF_APPEND
#define RWF_APPEND 0x10
#endif

enum { BUFFER = 128 * 1024 };

/* One for all pumps: nothing is left in it when JavaScript is called. */
static char buffer[BUFFER];

static void hand_to_javascript(struct pump *pump, size_t size);
static void append_to_file(struct pump *pump, size_t size);

enum moved pump_move(struct pump *pump) {
  ssize_t size;
  do size = read(pump->fd, buffer, sizeof buffer);
  while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return MOVED_NOTHING;
  if (size <= 0) return MOVED_END; /* EIO: how a terminal's master says that the other side is closed */
  pump->bytes += size;
  if (pump->sink.kind == SINK_DATA) hand_to_javascript(pump, (size_t)size);
  if (pump->sink.kind == SINK_FILE) append_to_file(pump, (size_t)size);
  return MOVED_SOME;
}

static void hand_to_javascript(struct pump *pump, size_t size) {
  napi_value chunk;
  if (napi_create_buffer_copy(pump->env, size, buffer, NULL, &chunk) != napi_ok) {
    throw_bad_call(pump->env, "no memory for a chunk of output");
    return;
  }
  pump_notify(pump, "onData", chunk);
}

/*
 * The file is not opened with O_APPEND, yet others may write to it (a second pump, logrotate's copytruncate): the end
 * is found anew at every write.
 */
static ssize_t append_once(struct sink *sink, const char *data, size_t size) {
  if (!sink->regular) {
    ssize_t count = write_without_blocking(sink->fd, data, size);
    if (count <= 0) errno = count == 0 ? EAGAIN : (int)-count;
    return count > 0 ? count : -1;
  }
  if (!sink->cannot_append) {
    struct iovec part = {(void *)data, size};
    ssize_t count = syscall(SYS_pwritev2, sink->fd, &part, 1, -1L, 0L, RWF_APPEND);
    if (count >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return count;
    sink->cannot_append = true;
  }
  if (lseek(sink->fd, 0, SEEK_END) < 0) return -1;
  return write(sink->fd, data, size);
}

/* 0 or an errno; `*done` may be short of `size` then. */
static int append_all(struct sink *sink, size_t size, size_t *done) {
  *done = 0;
  while (*done < size) {
    ssize_t count = append_once(sink, buffer + *done, size - *done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EIO; /* no progress and no reason: do not spin */
    *done += (size_t)count;
  }
  return 0;
}

static void report_failure(struct pump *pump, int error, size_t lost) {
  pump->lost += (int64_t)lost;
  pump->lost_in_streak += (int64_t)lost;
  if (pump->failing) return;
  pump->failing = true;
  napi_value number;
  if (napi_create_int32(pump->env, error, &number) == napi_ok) pump_notify(pump, "onWriteError", number);
}

static void report_success(struct pump *pump) {
  if (!pump->failing) return;
  napi_value number;
  napi_status made = napi_create_int64(pump->env, pump->lost_in_streak, &number);
  pump->failing = false;
  pump->lost_in_streak = 0;
  if (made == napi_ok) pump_notify(pump, "onWriteResumed", number);
}

static bool reached_limit(const struct sink *sink) {
  if (sink->limit <= 0 || !sink->regular) return false;
  return lseek(sink->fd, 0, SEEK_END) >= sink->limit; /* the size, for less than an fstat */
}

static void append_to_file(struct pump *pump, size_t size) {
  size_t done;
  int error = append_all(&pump->sink, size, &done);
  bool full = reached_limit(&pump->sink);
  pump->full = full;
  if (error != 0) report_failure(pump, error, size - done);
  else report_success(pump);
  /* A handler above may have replaced the file or closed the pump. */
  if (full && pump->full && pump->fd >= 0) pump_notify(pump, "onLimit", NULL);
}
