/* The bytes of a pump: from its descriptor to where its sink says. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "pump.h"

enum { CHUNK = 128 * 1024, ROUND = 256 * 1024, DEFAULT_PIPE = 64 * 1024, LARGE_PIPES = 64 };

/* One for all pumps: nothing is left in it when JavaScript is called. */
static char buffer[ROUND];

static int large_pipes;

static size_t next_read(const struct sink *sink);
static void enlarge(struct pump *pump);
static void pass_on(struct pump *pump, size_t size);

enum moved pump_move(struct pump *pump) {
  ssize_t size;
  do size = read(pump->fd, buffer, next_read(&pump->sink));
  while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return MOVED_NOTHING;
  if (size <= 0) return MOVED_END; /* EIO: how a terminal's master says that the other side is closed */
  pump->bytes += size;
  if (size >= DEFAULT_PIPE) enlarge(pump);
  pass_on(pump, (size_t)size);
  return MOVED_SOME;
}

/* The reference overshoots a limit by what one read gave, at most 128 KiB; close to it no more is read here either. */
static size_t next_read(const struct sink *sink) {
  bool close = sink->limit > 0 && sink->limit - sink->size < ROUND;
  return sink->kind == SINK_DATA || close ? CHUNK : ROUND;
}

/*
 * A pipe that was found full belongs to a loud program: a quarter of the wake-ups is a third less CPU time. But the pipe
 * pages of a user are limited (pipe-user-pages-soft, pipe(7)): only the loud get a larger one, and not all of those.
 */
static void enlarge(struct pump *pump) {
  if (pump->large || large_pipes >= LARGE_PIPES) return;
  pump->large = true;
  large_pipes++;
  int capacity = fcntl(pump->fd, F_GETPIPE_SZ);
  if (capacity > 0 && capacity < ROUND) fcntl(pump->fd, F_SETPIPE_SZ, ROUND); /* EPERM: stays as it is */
}

void pump_release_large_pipe(struct pump *pump) {
  if (pump->large) large_pipes--;
  pump->large = false;
}

static void pass_on(struct pump *pump, size_t size) {
  napi_value chunk;
  if (pump->sink.kind == SINK_DISCARD) return;
  if (pump->sink.kind == SINK_FILE) pump_append(pump, buffer, size);
  else if (napi_create_buffer_copy(pump->env, size, buffer, NULL, &chunk) == napi_ok) pump_notify(pump, "onData", chunk);
  else pump->lost += (int64_t)size;
}
