/* The bytes of a pump: from its descriptor to where its sink says. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "pump.h"

enum { CHUNK = 128 * 1024, DEFAULT_PIPE = 64 * 1024, LARGE_PIPE = 1024 * 1024, LARGE_PIPES = 16 };

/* One for all pumps: nothing is left in it when JavaScript is called. */
static char buffer[CHUNK];

static int large_pipes;

static enum moved read_and_pass_on(struct pump *pump);
static void pass_on(struct pump *pump, size_t size);
static void note_loudness(struct pump *pump, size_t size);

enum moved pump_move(struct pump *pump) {
  if (pump->loud && pump->sink.kind == SINK_FILE) {
    enum moved moved = pump_splice(pump);
    if (moved != MOVED_BY_NOBODY) return moved;
  }
  return read_and_pass_on(pump);
}

static enum moved read_and_pass_on(struct pump *pump) {
  ssize_t size;
  do size = read(pump->fd, buffer, sizeof buffer);
  while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return MOVED_NOTHING;
  if (size <= 0) return MOVED_END; /* EIO: how a terminal's master says that the other side is closed */
  pump->bytes += size;
  note_loudness(pump, (size_t)size);
  pass_on(pump, (size_t)size);
  return MOVED_SOME;
}

static void pass_on(struct pump *pump, size_t size) {
  napi_value chunk;
  if (pump->sink.kind == SINK_DISCARD) return;
  if (pump->sink.kind == SINK_FILE) pump_append(pump, buffer, size);
  else if (napi_create_buffer_copy(pump->env, size, buffer, NULL, &chunk) == napi_ok) pump_notify(pump, "onData", chunk);
  else pump->lost += (int64_t)size;
}

/*
 * A pipe that was found full belongs to a loud program. A sixteenth of the wake-ups saves a third of the CPU time, but
 * the pipe pages of a user are limited (pipe-user-pages-soft, pipe(7)): only the loud get them, and not all of those.
 */
static void note_loudness(struct pump *pump, size_t size) {
  pump->loud = size >= DEFAULT_PIPE;
  if (!pump->loud || pump->large || large_pipes >= LARGE_PIPES) return;
  pump->large = true;
  large_pipes++;
  int capacity = fcntl(pump->fd, F_GETPIPE_SZ);
  if (capacity > 0 && capacity < LARGE_PIPE) fcntl(pump->fd, F_SETPIPE_SZ, LARGE_PIPE); /* EPERM: stays as it is */
}

void pump_forget_loudness(struct pump *pump) {
  if (pump->large) large_pipes--;
  pump->large = pump->loud = false;
}
