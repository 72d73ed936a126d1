/* A pump's life cycle and its JavaScript face. */
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fstat.h"

static struct pump *open_pumps;

static napi_value pump_new(napi_env env, napi_callback_info info);
static void on_readable(uv_poll_t *handle, int status, int events);
static void close_pump(struct pump *pump);

/* --- life cycle --- */

static void link_pump(struct pump *pump) {
  pump->next = open_pumps;
  if (open_pumps != NULL) open_pumps->previous = pump;
  open_pumps = pump;
}

static void unlink_pump(struct pump *pump) {
  if (pump->previous != NULL) pump->previous->next = pump->next;
  else open_pumps = pump->next;
  if (pump->next != NULL) pump->next->previous = pump->previous;
  pump->previous = pump->next = NULL;
}

static void drop_references(struct pump *pump) {
  if (pump->handlers != NULL) napi_delete_reference(pump->env, pump->handlers);
  pump->handlers = NULL;
  if (pump->self != NULL) napi_delete_reference(pump->env, pump->self);
  pump->self = NULL;
}

/* libuv has let go: from here on the JavaScript object may be collected. */
static void on_handle_closed(uv_handle_t *handle) {
  struct pump *pump = handle->data;
  free(handle);
  pump->poll = NULL;
  if (pump->env == NULL) free(pump); /* the environment ended first */
  else drop_references(pump);
}

static void close_pump(struct pump *pump) {
  if (pump->fd < 0) return;
  unlink_pump(pump);
  pump_release_large_pipe(pump);
  pump_end_rest(pump);
  uv_poll_stop(pump->poll);
  uv_close((uv_handle_t *)pump->poll, on_handle_closed);
  close(pump->fd);
  pump->fd = -1;
  pump->polling = false;
}

/* Collected, or the environment ends: an open pump is referenced, so its handle is closed or closing. */
static void on_collected(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct pump *pump = data;
  close_pump(pump);
  if (pump->poll == NULL) free(pump);
  else pump->env = NULL;
}

static void on_environment_end(void *data) {
  (void)data;
  while (open_pumps != NULL) close_pump(open_pumps);
  pump_close_timer();
}

/* --- moving --- */

static void finish(struct pump *pump) {
  pump->ended = true;
  close_pump(pump);
  pump_notify(pump, "onEnd", NULL);
}

enum moved pump_step(struct pump *pump) {
  enum moved moved = pump_move(pump);
  if (moved == MOVED_END) finish(pump);
  return moved;
}

/* One read a wake-up: a loud program must not starve the others. */
static void on_readable(uv_poll_t *handle, int status, int events) {
  (void)status, (void)events; /* an error shows at the read */
  struct pump *pump = handle->data;
  napi_handle_scope scope;
  if (napi_open_handle_scope(pump->env, &scope) != napi_ok) return;
  int64_t before = pump->bytes;
  pump_step(pump);
  if (pump->fd >= 0) pump_note_wakeup(pump, pump->bytes - before);
  pump_follow_state(pump);
  napi_close_handle_scope(pump->env, scope);
}

bool pump_wants_input(const struct pump *pump) { return pump->fd >= 0 && !pump->paused && !pump->full; }

void pump_follow_state(struct pump *pump) {
  bool wanted = pump_wants_input(pump) && pump->rest_list == NULL;
  if (pump->fd < 0 || wanted == pump->polling) return;
  if (wanted) uv_poll_start(pump->poll, UV_READABLE, on_readable);
  else uv_poll_stop(pump->poll);
  pump->polling = wanted;
}

/* In a call from the loop nobody is there to catch: the process' uncaughtException decides. */
static void raise_in_loop(napi_env env) {
  napi_value exception;
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

bool pump_notify(struct pump *pump, const char *name, napi_value argument) {
  napi_env env = pump->env;
  napi_value handlers, handler, result;
  napi_valuetype type;
  size_t count = argument == NULL ? 0 : 1;
  if (pump->handlers == NULL || napi_get_reference_value(env, pump->handlers, &handlers) != napi_ok) return true;
  if (napi_get_named_property(env, handlers, name, &handler) != napi_ok) return false;
  if (napi_typeof(env, handler, &type) != napi_ok || type != napi_function) return true;
  if (pump->called_from_js) return napi_call_function(env, handlers, handler, count, &argument, &result) == napi_ok;
  if (napi_make_callback(env, NULL, handlers, handler, count, &argument, &result) == napi_ok) return true;
  raise_in_loop(env);
  return false;
}

/* --- JavaScript face --- */

static struct pump *unwrap(napi_env env, napi_callback_info info, size_t argc, napi_value *argv) {
  napi_value this;
  void *data = NULL;
  size_t given = argc;
  if (napi_get_cb_info(env, info, &given, argv, &this, NULL) != napi_ok || napi_unwrap(env, this, &data) != napi_ok) {
    throw_bad_call(env, "not a pump");
    return NULL;
  }
  return data;
}

static bool read_file_sink(napi_env env, napi_value spec, struct sink *sink) {
  napi_value fd, limit;
  struct stat info;
  TRY_BOOL(napi_get_named_property(env, spec, "fd", &fd));
  TRY_BOOL(napi_get_named_property(env, spec, "limit", &limit));
  if (!get_int(env, fd, &sink->fd) || !get_int64(env, limit, &sink->limit)) return false;
  if (get_file_info(sink->fd, &info) != 0) return (void)throw_errno(env, errno, "fstat"), false;
  sink->regular = S_ISREG(info.st_mode);
  sink->size = info.st_size;
  return true;
}

static bool read_sink(napi_env env, napi_value spec, struct sink *sink) {
  napi_value kind;
  char word[16];
  size_t length;
  *sink = (struct sink){.kind = SINK_DISCARD, .fd = -1};
  TRY_BOOL(napi_get_named_property(env, spec, "kind", &kind));
  TRY_BOOL(napi_get_value_string_utf8(env, kind, word, sizeof word, &length));
  if (strcmp(word, "discard") == 0) return true;
  sink->kind = strcmp(word, "data") == 0 ? SINK_DATA : SINK_FILE;
  return sink->kind == SINK_DATA || read_file_sink(env, spec, sink);
}

static napi_value set_sink(napi_env env, napi_callback_info info) {
  napi_value spec;
  struct sink sink;
  struct pump *pump = unwrap(env, info, 1, &spec);
  if (pump == NULL || !read_sink(env, spec, &sink)) return NULL;
  pump->sink = sink;
  pump->full = false;
  pump_follow_state(pump);
  return undefined(env);
}

static napi_value set_paused(napi_env env, napi_callback_info info, bool paused) {
  struct pump *pump = unwrap(env, info, 0, NULL);
  if (pump == NULL) return NULL;
  pump->paused = paused;
  pump_follow_state(pump);
  return undefined(env);
}

static napi_value pause_pump(napi_env env, napi_callback_info info) { return set_paused(env, info, true); }
static napi_value resume_pump(napi_env env, napi_callback_info info) { return set_paused(env, info, false); }

static bool exception_pending(napi_env env) {
  bool pending = true;
  return napi_is_exception_pending(env, &pending) != napi_ok || pending;
}

/* What was in the pipe at the call is at most its capacity: a writer that never stops cannot hold us here for ever. */
static int64_t drain_budget(int fd) {
  int capacity = fcntl(fd, F_GETPIPE_SZ);
  return capacity > 64 * 1024 ? capacity : 64 * 1024;
}

static napi_value drain(napi_env env, napi_callback_info info) {
  napi_value result;
  struct pump *pump = unwrap(env, info, 0, NULL);
  if (pump == NULL) return NULL;
  int64_t until = pump->fd < 0 ? 0 : pump->bytes + drain_budget(pump->fd);
  bool outer = pump->called_from_js;
  pump->called_from_js = true;
  while (pump->fd >= 0 && !pump->full) {
    bool last = pump->bytes >= until; /* one more read, to see the end */
    if (pump_step(pump) != MOVED_SOME || last || exception_pending(env)) break;
  }
  pump->called_from_js = outer;
  pump_follow_state(pump);
  if (exception_pending(env)) return NULL;
  TRY(napi_get_boolean(env, pump->ended, &result));
  return result;
}

static napi_value close_from_js(napi_env env, napi_callback_info info) {
  struct pump *pump = unwrap(env, info, 0, NULL);
  if (pump == NULL) return NULL;
  close_pump(pump);
  return undefined(env);
}

static napi_value get_bytes(napi_env env, napi_callback_info info) {
  napi_value number;
  struct pump *pump = unwrap(env, info, 0, NULL);
  if (pump == NULL) return NULL;
  TRY(napi_create_int64(env, pump->bytes, &number));
  return number;
}

static napi_value get_lost(napi_env env, napi_callback_info info) {
  napi_value number;
  struct pump *pump = unwrap(env, info, 0, NULL);
  if (pump == NULL) return NULL;
  TRY(napi_create_int64(env, pump->lost, &number));
  return number;
}

static bool start_polling(napi_env env, struct pump *pump) {
  uv_loop_t *loop;
  TRY_BOOL(napi_get_uv_event_loop(env, &loop));
  pump->poll = malloc(uv_handle_size(UV_POLL));
  if (pump->poll == NULL) return (void)throw_errno(env, ENOMEM, "malloc"), false;
  int error = uv_poll_init(loop, pump->poll, pump->fd);
  if (error == 0) {
    pump->poll->data = pump;
    return true;
  }
  free(pump->poll);
  pump->poll = NULL;
  return (void)throw_errno(env, -error, "epoll_ctl"), false;
}

/* The descriptor becomes ours with the last step: on an exception it stays the caller's. */
static bool set_up(napi_env env, napi_value handlers, struct pump *pump) {
  TRY_BOOL(napi_create_reference(env, handlers, 1, &pump->handlers));
  return start_polling(env, pump);
}

static napi_value pump_new(napi_env env, napi_callback_info info) {
  napi_value argv[3], this;
  size_t argc = COUNT(argv);
  TRY(napi_get_cb_info(env, info, &argc, argv, &this, NULL));
  struct pump *pump = calloc(1, sizeof *pump);
  if (pump == NULL) return throw_errno(env, ENOMEM, "malloc");
  pump->env = env;
  if (!get_int(env, argv[0], &pump->fd) || !read_sink(env, argv[1], &pump->sink) || !set_up(env, argv[2], pump)) {
    if (pump->handlers != NULL) napi_delete_reference(env, pump->handlers);
    free(pump);
    return NULL;
  }
  link_pump(pump);
  TRY(napi_wrap(env, this, pump, on_collected, NULL, NULL));
  TRY(napi_create_reference(env, this, 1, &pump->self));
  pump_follow_state(pump);
  return this;
}

static napi_ref pump_class;

static napi_value open_pump(napi_env env, napi_callback_info info) {
  napi_value argv[3], constructor, pump;
  if (!get_args(env, info, COUNT(argv), argv)) return NULL;
  TRY(napi_get_reference_value(env, pump_class, &constructor));
  TRY(napi_new_instance(env, constructor, COUNT(argv), argv, &pump));
  return pump;
}

bool register_pump(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"setSink", NULL, set_sink, NULL, NULL, NULL, napi_default, NULL},
      {"pause", NULL, pause_pump, NULL, NULL, NULL, napi_default, NULL},
      {"resume", NULL, resume_pump, NULL, NULL, NULL, napi_default, NULL},
      {"drain", NULL, drain, NULL, NULL, NULL, napi_default, NULL},
      {"close", NULL, close_from_js, NULL, NULL, NULL, napi_default, NULL},
      {"bytes", NULL, NULL, get_bytes, NULL, NULL, napi_enumerable, NULL},
      {"lost", NULL, NULL, get_lost, NULL, NULL, napi_enumerable, NULL},
  };
  const struct method methods[] = {{"openPump", open_pump}};
  napi_value class;
  uv_loop_t *loop;
  TRY_BOOL(napi_get_uv_event_loop(env, &loop));
  pump_open_timer(loop);
  TRY_BOOL(napi_define_class(env, "Pump", NAPI_AUTO_LENGTH, pump_new, NULL, COUNT(members), members, &class));
  TRY_BOOL(napi_create_reference(env, class, 1, &pump_class));
  TRY_BOOL(napi_add_env_cleanup_hook(env, on_environment_end, NULL));
  return export_methods(env, exports, methods, COUNT(methods));
}
