/*
 * Rest for chatty pumps: a program that logs a line every few milliseconds would wake the loop for each of them. The pump
 * of a file that was woken twice within a rest is read by a shared timer instead, and goes back to polling as soon as
 * there was nothing, or a lot, to read. While no program is chatty no timer runs.
 *
 * A loud program, the other extreme, writes faster than it is read, and often in small pieces: the loop would be woken
 * by the first of them. Its pump naps for some microseconds instead until the pipe has filled, a few times a wake-up.
 */
#include <time.h>

#include "pump.h"

enum { REST_MS = 20, A_LOT = 16 * 1024, LOUD_MS = 100, STAY = 4, NAP_NS = 30 * 1000 };

/* Two lists: a round takes pumps from `waiting` and puts those that stay into `rested`; handlers may close any of them. */
static struct pump *waiting, *rested;
static uv_timer_t timer;
static bool timer_open;

static void on_rest_over(uv_timer_t *handle);

static void lay_down(struct pump *pump, struct pump **list) {
  pump->rest_list = list;
  pump->rest_previous = NULL;
  pump->rest_next = *list;
  if (*list != NULL) (*list)->rest_previous = pump;
  *list = pump;
}

void pump_end_rest(struct pump *pump) {
  if (pump->rest_list == NULL) return;
  if (pump->rest_previous != NULL) pump->rest_previous->rest_next = pump->rest_next;
  else *pump->rest_list = pump->rest_next;
  if (pump->rest_next != NULL) pump->rest_next->rest_previous = pump->rest_previous;
  pump->rest_list = NULL;
}

static bool may_rest(const struct pump *pump, int64_t moved) {
  return pump_wants_input(pump) && pump->sink.kind == SINK_FILE && moved > 0 && moved < A_LOT;
}

static bool is_loud(const struct pump *pump, uint64_t now) {
  return pump->sink.kind == SINK_FILE && now < pump->loud_until;
}

/* Reads on while the program keeps up; a handler may close the pump. */
static void stay_with(struct pump *pump, int64_t moved, uint64_t now) {
  for (int i = 0; i < STAY && pump_wants_input(pump); i++) {
    int64_t before = pump->bytes;
    if (moved < A_LOT) nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
    if (pump_step(pump) != MOVED_SOME) return;
    moved = pump->bytes - before;
    if (moved >= A_LOT) pump->loud_until = now + LOUD_MS;
  }
}

void pump_note_wakeup(struct pump *pump, int64_t moved) {
  uint64_t now = uv_now(pump->poll->loop);
  bool again_soon = pump->woken_at != 0 && now - pump->woken_at <= REST_MS;
  pump->woken_at = now;
  if (moved >= A_LOT) pump->loud_until = now + LOUD_MS;
  if (is_loud(pump, now)) {
    stay_with(pump, moved, now);
    return;
  }
  if (!timer_open || !again_soon || pump->rest_list != NULL || !may_rest(pump, moved)) return;
  lay_down(pump, &waiting);
  if (!uv_is_active((uv_handle_t *)&timer)) uv_timer_start(&timer, on_rest_over, REST_MS, 0);
}

static void read_once(struct pump *pump) {
  int64_t before = pump->bytes;
  pump_end_rest(pump);
  if (pump_wants_input(pump)) pump_step(pump);
  if (pump->bytes - before >= A_LOT) pump->loud_until = uv_now(timer.loop) + LOUD_MS;
  if (may_rest(pump, pump->bytes - before)) lay_down(pump, &rested);
  pump_follow_state(pump);
}

static void on_rest_over(uv_timer_t *handle) {
  napi_handle_scope scope;
  while (waiting != NULL) {
    struct pump *pump = waiting;
    napi_env env = pump->env;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    read_once(pump);
    napi_close_handle_scope(env, scope);
  }
  while (rested != NULL) {
    struct pump *pump = rested;
    pump_end_rest(pump);
    lay_down(pump, &waiting);
  }
  if (waiting != NULL && timer_open) uv_timer_start(handle, on_rest_over, REST_MS, 0);
}

void pump_open_timer(uv_loop_t *loop) {
  if (!timer_open) timer_open = uv_timer_init(loop, &timer) == 0;
}

void pump_close_timer(void) {
  if (timer_open) uv_close((uv_handle_t *)&timer, NULL);
  timer_open = false;
}
