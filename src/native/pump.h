/* Shared between pump.c (life cycle and JavaScript face), pump_move.c (moving the bytes) and pump_file.c (log files). */
#ifndef TSUPERVISORD_PUMP_H
#define TSUPERVISORD_PUMP_H

#include "napi.h"

#include <uv.h>

enum sink_kind { SINK_DATA, SINK_DISCARD, SINK_FILE };

struct sink {
  enum sink_kind kind;
  int fd;
  int64_t limit, size; /* size: as of the last write, kept only where there is a limit */
  bool regular;
  bool cannot_append, cannot_splice; /* learned from the kernel's refusal */
};

struct pump {
  napi_env env;
  napi_ref self, handlers;
  uv_poll_t *poll;
  int fd; /* -1: closed */
  struct sink sink;
  bool polling, paused, full, ended;
  bool loud;  /* there was much to move the last time */
  bool large; /* counts among the pipes with a larger buffer */
  bool called_from_js; /* exceptions go to the caller instead of to the process */
  bool failing;        /* within a streak of write errors */
  int64_t lost_in_streak;
  int64_t bytes, lost;
  struct pump *previous, *next;
};

enum moved { MOVED_SOME, MOVED_NOTHING, MOVED_END, MOVED_BY_NOBODY };

/* Moves what one read gives. MOVED_END: the writing side is closed (or the descriptor is of no more use). */
enum moved pump_move(struct pump *pump);
/* To be called once when the pump closes. */
void pump_forget_loudness(struct pump *pump);

/* MOVED_BY_NOBODY: nothing was taken from the pipe, read it. */
enum moved pump_splice(struct pump *pump);
/* Appends all of it, or counts the rest as lost; calls the handlers that this leads to. */
void pump_append(struct pump *pump, const char *data, size_t size);

/* Calls a handler if there is one; `argument` may be NULL. False: an exception is pending. */
bool pump_notify(struct pump *pump, const char *handler, napi_value argument);

#endif
