/*
 * Waiting for a descriptor to become readable or writable. libuv's poll handle would switch the descriptor to O_NONBLOCK (which
 * others that share it would see) and allows one watcher a descriptor; an epoll set of our own in between avoids both.
 */
#include "napi.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <uv.h>

struct watch {
  napi_env env;
  napi_ref self, callback;
  uv_poll_t *poll;
  int target;
  uint32_t events;
  int set;           /* -1: closed */
  bool always_ready; /* a regular file cannot be waited for */
  struct watch *previous, *next;
};

static struct watch *open_watches;

static void close_watch(struct watch *watch);

static void unlink_watch(struct watch *watch) {
  if (watch->previous != NULL) watch->previous->next = watch->next;
  else open_watches = watch->next;
  if (watch->next != NULL) watch->next->previous = watch->previous;
  watch->previous = watch->next = NULL;
}

static void link_watch(struct watch *watch) {
  watch->next = open_watches;
  if (open_watches != NULL) open_watches->previous = watch;
  open_watches = watch;
}

static void drop(napi_env env, napi_ref *reference) {
  if (*reference != NULL) napi_delete_reference(env, *reference);
  *reference = NULL;
}

static void on_handle_closed(uv_handle_t *handle) {
  struct watch *watch = handle->data;
  free(handle);
  watch->poll = NULL;
  if (watch->env == NULL) {
    free(watch);
    return;
  }
  drop(watch->env, &watch->callback);
  drop(watch->env, &watch->self);
}

static void close_watch(struct watch *watch) {
  if (watch->set < 0) return;
  unlink_watch(watch);
  uv_poll_stop(watch->poll);
  uv_close((uv_handle_t *)watch->poll, on_handle_closed);
  close(watch->set);
  watch->set = -1;
}

static void on_collected(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct watch *watch = data;
  close_watch(watch);
  if (watch->poll == NULL) free(watch);
  else watch->env = NULL;
}

static void on_environment_end(void *data) {
  (void)data;
  while (open_watches != NULL) close_watch(open_watches);
}

static void call_back(struct watch *watch, napi_value callback) {
  napi_env env = watch->env;
  napi_value this, result, exception;
  bool pending = false;
  if (napi_get_reference_value(env, watch->self, &this) != napi_ok) return;
  if (napi_make_callback(env, NULL, this, callback, 0, NULL, &result) == napi_ok) return;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

/* One call a wait; the entry in the set is one-shot and disarmed by now. */
static void on_ready(uv_poll_t *handle, int status, int events) {
  (void)status, (void)events; /* an error shows at the read or write */
  struct watch *watch = handle->data;
  napi_env env = watch->env;
  napi_handle_scope scope;
  napi_value callback = NULL;
  struct epoll_event event;
  if (!watch->always_ready && epoll_wait(watch->set, &event, 1, 0) == 0) return;
  uv_poll_stop(watch->poll);
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  if (napi_get_reference_value(env, watch->callback, &callback) == napi_ok && callback != NULL) {
    drop(env, &watch->callback);
    call_back(watch, callback);
  }
  napi_close_handle_scope(env, scope);
}

static struct watch *unwrap(napi_env env, napi_callback_info info, size_t argc, napi_value *argv) {
  napi_value this;
  void *data = NULL;
  size_t given = argc;
  if (napi_get_cb_info(env, info, &given, argv, &this, NULL) != napi_ok || napi_unwrap(env, this, &data) != napi_ok) {
    throw_bad_call(env, "not a watch");
    return NULL;
  }
  return data;
}

static int arm(const struct watch *watch) {
  struct epoll_event event = {.events = watch->events | EPOLLONESHOT};
  return watch->always_ready ? 0 : epoll_ctl(watch->set, EPOLL_CTL_MOD, watch->target, &event);
}

static napi_value wait_ready(napi_env env, napi_callback_info info) {
  napi_value callback;
  napi_valuetype type;
  struct watch *watch = unwrap(env, info, 1, &callback);
  if (watch == NULL) return NULL;
  if (watch->set < 0) return throw_errno(env, EBADF, "wait on a closed watch");
  TRY(napi_typeof(env, callback, &type));
  if (type != napi_function) return throw_errno(env, EINVAL, "wait without a function");
  if (arm(watch) != 0) return throw_errno(env, errno, "epoll_ctl");
  drop(env, &watch->callback);
  TRY(napi_create_reference(env, callback, 1, &watch->callback));
  uv_poll_start(watch->poll, UV_READABLE, on_ready);
  return undefined(env);
}

static napi_value close_from_js(napi_env env, napi_callback_info info) {
  struct watch *watch = unwrap(env, info, 0, NULL);
  if (watch == NULL) return NULL;
  close_watch(watch);
  return undefined(env);
}

/* 0 or an errno. */
static int make_set(struct watch *watch) {
  struct epoll_event event = {.events = EPOLLONESHOT};
  watch->set = epoll_create1(EPOLL_CLOEXEC);
  if (watch->set < 0) return errno;
  if (epoll_ctl(watch->set, EPOLL_CTL_ADD, watch->target, &event) == 0) return 0;
  int error = errno;
  close(watch->set);
  if (error != EPERM) return error;
  watch->always_ready = true;
  watch->set = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
  return watch->set < 0 ? errno : 0;
}

static int start_polling(uv_loop_t *loop, struct watch *watch) {
  watch->poll = malloc(uv_handle_size(UV_POLL));
  if (watch->poll == NULL) return ENOMEM;
  int error = uv_poll_init(loop, watch->poll, watch->set);
  watch->poll->data = watch;
  if (error == 0) return 0;
  free(watch->poll);
  watch->poll = NULL;
  return -error;
}

static napi_value watch_new(napi_env env, napi_callback_info info) {
  napi_value argv[2], this;
  size_t argc = 2;
  uv_loop_t *loop;
  int target, events;
  TRY(napi_get_cb_info(env, info, &argc, argv, &this, NULL));
  if (!get_int(env, argv[0], &target) || !get_int(env, argv[1], &events)) return NULL;
  TRY(napi_get_uv_event_loop(env, &loop));
  struct watch *watch = calloc(1, sizeof *watch);
  if (watch == NULL) return throw_errno(env, ENOMEM, "malloc");
  watch->env = env;
  watch->target = target;
  watch->events = (uint32_t)events;
  int error = make_set(watch);
  bool has_set = error == 0;
  if (has_set) error = start_polling(loop, watch);
  if (error != 0) {
    if (has_set) close(watch->set);
    free(watch);
    return throw_errno(env, error, "watch");
  }
  link_watch(watch);
  TRY(napi_wrap(env, this, watch, on_collected, NULL, NULL));
  TRY(napi_create_reference(env, this, 1, &watch->self));
  return this;
}

static napi_ref watch_class;

static napi_value watch_for(napi_env env, napi_callback_info info, uint32_t events) {
  napi_value argv[2], constructor, watch;
  if (!get_args(env, info, 1, argv)) return NULL;
  TRY(napi_create_uint32(env, events, &argv[1]));
  TRY(napi_get_reference_value(env, watch_class, &constructor));
  TRY(napi_new_instance(env, constructor, 2, argv, &watch));
  return watch;
}

static napi_value watch_readable(napi_env env, napi_callback_info info) {
  return watch_for(env, info, EPOLLIN);
}

static napi_value watch_writable(napi_env env, napi_callback_info info) {
  return watch_for(env, info, EPOLLOUT);
}

bool register_watch(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"wait", NULL, wait_ready, NULL, NULL, NULL, napi_default, NULL},
      {"close", NULL, close_from_js, NULL, NULL, NULL, napi_default, NULL},
  };
  const struct method methods[] = {{"watchReadable", watch_readable}, {"watchWritable", watch_writable}};
  napi_value class;
  TRY_BOOL(napi_define_class(env, "Watch", NAPI_AUTO_LENGTH, watch_new, NULL, COUNT(members), members, &class));
  TRY_BOOL(napi_create_reference(env, class, 1, &watch_class));
  TRY_BOOL(napi_add_env_cleanup_hook(env, on_environment_end, NULL));
  return export_methods(env, exports, methods, COUNT(methods));
}
