/* Shared between pump.c (life cycle and its JavaScript face) and pump_move.c (moving the bytes). */
#ifndef TSUPERVISORD_PUMP_H
#define TSUPERVISORD_PUMP_H

#include "napi.h"

#include <uv.h>

enum sink_kind { SINK_DATA, SINK_DISCARD, SINK_FILE };

struct sink {
  enum sink_kind kind;
  int fd;
  int64_t limit;
  bool regular;
  bool cannot_splice, cannot_append; /* learned from the file system's refusal */
};

struct pump {
  napi_env env;
  napi_ref self, handlers;
  uv_poll_t *poll;
  int fd; /* -1: closed */
  struct sink sink;
  bool polling, paused, full, ended;
  bool called_from_js; /* exceptions go to the caller instead of to the process */
  bool failing;        /* within a streak of write errors */
  int64_t lost_in_streak;
  int64_t bytes, lost;
  struct pump *previous, *next;
};

enum moved { MOVED_SOME, MOVED_NOTHING, MOVED_END };

/* Moves what one read gives. MOVED_END: the writing side is closed (or the descriptor is of no more use). */
enum moved pump_move(struct pump *pump);

/* Calls a handler if there is one; `argument` may be NULL. False: an exception is pending. */
bool pump_notify(struct pump *pump, const char *handler, napi_value argument);

#endif
