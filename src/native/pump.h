/* Shared between pump.c (life cycle and JavaScript face), pump_move.c (moving the bytes), pump_file.c (log files)
 * and pump_rest.c (chatty and loud programs). */
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
  bool cannot_append; /* learned from the kernel's refusal */
};

struct pump {
  napi_env env;
  napi_ref self, handlers;
  uv_poll_t *poll;
  int fd; /* -1: closed */
  struct sink sink;
  bool polling, paused, full, ended;
  bool large; /* counts among the pipes with a larger buffer */
  bool called_from_js; /* exceptions go to the caller instead of to the process */
  bool failing;        /* within a streak of write errors */
  int64_t lost_in_streak;
  int64_t bytes, lost;
  uint64_t woken_at;   /* the loop's milliseconds */
  uint64_t loud_until; /* likewise; 0: not loud */
  struct pump **rest_list; /* NULL: the loop polls it */
  struct pump *rest_previous, *rest_next;
  struct pump *previous, *next;
};

enum moved { MOVED_SOME, MOVED_NOTHING, MOVED_END };

/* Moves what one read gives. MOVED_END: the writing side is closed (or the descriptor is of no more use). */
enum moved pump_move(struct pump *pump);
/* To be called once when the pump closes. */
void pump_release_large_pipe(struct pump *pump);

/* Appends all of it, or counts the rest as lost; calls the handlers that this leads to. */
void pump_append(struct pump *pump, const char *data, size_t size);

/* One read and what follows from it; the pump may be closed afterwards. */
enum moved pump_step(struct pump *pump);
bool pump_wants_input(const struct pump *pump);
/* Lets the loop poll the descriptor, or not, as the pump's state asks for. */
void pump_follow_state(struct pump *pump);

void pump_open_timer(uv_loop_t *loop);
void pump_close_timer(void);
/* After a wake-up that moved so many bytes: perhaps the pump takes a rest, or stays with a loud program for a moment. */
void pump_note_wakeup(struct pump *pump, int64_t moved);
void pump_end_rest(struct pump *pump);

/* Calls a handler if there is one; `argument` may be NULL. False: an exception is pending. */
bool pump_notify(struct pump *pump, const char *handler, napi_value argument);

#endif
