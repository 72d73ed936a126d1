/*
 * A pump's log file. Others may write to it or cut it (a second pump, another process, logrotate's copytruncate), and
 * no write relies on O_APPEND: each asks for the end of the file by itself.
 *
 * splice(2) instead would save the copy, but measured no better than 10 % of the CPU time (the page cache is what costs),
 * and between finding the end and writing there it would overwrite what another process appends.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "pump.h"
#include "writable.h"

#ifndef RWF_APPEND
#define RWF_APPEND 0x10
#endif

static int append_all(struct sink *sink, const char *data, size_t size, size_t *done);
static void after_write(struct pump *pump, int error, size_t lost);

void pump_append(struct pump *pump, const char *data, size_t size) {
  size_t done;
  int error = append_all(&pump->sink, data, size, &done);
  if (pump->sink.limit > 0 && pump->sink.regular) {
    pump->sink.size = lseek(pump->sink.fd, 0, SEEK_END); /* the size, for less than an fstat */
  }
  after_write(pump, error, size - done);
}

/* One system call, atomic against every other appender. */
static ssize_t write_once(struct sink *sink, const char *data, size_t size) {
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
static int append_all(struct sink *sink, const char *data, size_t size, size_t *done) {
  *done = 0;
  while (*done < size) {
    ssize_t count = write_once(sink, data + *done, size - *done);
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

/* `full` is set before anything is reported: a handler may replace the file, or close the pump, and that stands. */
static void after_write(struct pump *pump, int error, size_t lost) {
  bool full = pump->sink.limit > 0 && pump->sink.size >= pump->sink.limit;
  pump->full = full;
  if (error != 0) report_failure(pump, error, lost);
  else report_success(pump);
  if (full && pump->full && pump->fd >= 0) pump_notify(pump, "onLimit", NULL);
}
