/*
 * Every signal from 1 to 64 in the order of its arrival, as numbers for JavaScript. libuv stops at 31 and forgets how
 * often one came. Handlers and not signalfd: Node's threads exist before us, and a signal that all of them would have
 * to block could still end the process through one that does not.
 */
#include "napi.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <uv.h>

enum { SIGNALS = 64, KERNEL_SIGSET = 8, BATCH = 4096 };

static int write_end = -1;
static pid_t process_id, main_thread;
static napi_env handler_env;
static napi_ref handler;

static bool is_fault(int number) {
  return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL || number == SIGTRAP || number == SIGSYS;
}

static bool is_terminal_stop(int number) { return number == SIGTTOU || number == SIGTTIN; }

/* The thread goes on with every signal blocked: the kernel's set is the beginning of libc's. */
static void block_all_in_thread(void *context) {
  const uint64_t all = ~(uint64_t)0;
  ucontext_t *thread = context;
  memcpy(&thread->uc_sigmask, &all, sizeof all);
}

/* Only async-signal-safe calls. One byte a signal; the pipe holds as many as the kernel would queue. */
static void on_signal(int number, siginfo_t *info, void *context) {
  int error = errno;
  unsigned char byte = (unsigned char)number;
  bool from_kernel = info->si_code > 0;
  bool from_ourselves = info->si_code == SI_TKILL && info->si_pid == process_id;
  /* All signals go to the main thread, one after the other; two threads could overtake each other. */
  if (syscall(SYS_gettid) != main_thread) block_all_in_thread(context);
  if (is_fault(number) && from_kernel) {
    signal(number, SIG_DFL); /* a bug of ours: it happens again, and ends us */
  } else if (is_terminal_stop(number) && from_kernel) {
    /* Meant for our group, of which somebody else used a terminal that it does not have: no wish of anybody's. */
  } else if (!from_ourselves && write(write_end, &byte, 1) != 1) {
    static const char lost[] = "tsupervisord: more than 65536 signals wait to be forwarded; one is lost\n";
    if (write(STDERR_FILENO, lost, sizeof lost - 1) < 0) byte = 0; /* nowhere left to say it */
  }
  errno = error;
}

/* libc keeps two or three for its threads and refuses them: they get what it installed for another, return code and all. */
static void catch_internal(int number) {
  unsigned long action[8] = {0};
  if (syscall(SYS_rt_sigaction, SIGRTMAX, NULL, action, KERNEL_SIGSET) != 0) return;
  syscall(SYS_rt_sigaction, number, action, NULL, KERNEL_SIGSET);
}

static void catch_all(void) {
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
  memset(&action.sa_mask, 0xff, sizeof action.sa_mask);
  for (int number = SIGNALS; number >= 1; number--) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    if (sigaction(number, &action, NULL) != 0) catch_internal(number);
  }
}

/* Each other thread runs the handler once, and takes no signal from then on. */
static void quiet_other_threads(void) {
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) return; /* no /proc: each does so at the first signal that it gets */
  for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
    pid_t thread = atoi(entry->d_name);
    if (thread > 0 && thread != main_thread) syscall(SYS_tgkill, process_id, thread, SIGURG);
  }
  closedir(threads);
}

static void call_back(const unsigned char *signals, size_t count) {
  napi_env env = handler_env;
  napi_handle_scope scope;
  napi_value function, this, batch, result, exception;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  if (napi_get_reference_value(env, handler, &function) == napi_ok && napi_get_global(env, &this) == napi_ok &&
      napi_create_buffer_copy(env, count, signals, NULL, &batch) == napi_ok &&
      napi_make_callback(env, NULL, this, function, 1, &batch, &result) == napi_pending_exception &&
      napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
    napi_fatal_exception(env, exception);
  }
  napi_close_handle_scope(env, scope);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  unsigned char signals[BATCH];
  ssize_t count = read((int)(intptr_t)poll->data, signals, sizeof signals);
  if (count > 0) call_back(signals, (size_t)count);
}

/* 0 or an errno. The loop stays alive from now on. */
static int start_polling(uv_loop_t *loop) {
  static uv_poll_t poll;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
  write_end = ends[1];
  int error = uv_poll_init(loop, &poll, ends[0]);
  poll.data = (void *)(intptr_t)ends[0];
  return error != 0 ? -error : -uv_poll_start(&poll, UV_READABLE, on_readable);
}

static napi_value catch_signals(napi_env env, napi_callback_info info) {
  napi_value callback;
  uv_loop_t *loop;
  if (!get_args(env, info, 1, &callback)) return NULL;
  if (write_end >= 0) return throw_errno(env, EALREADY, "catchSignals");
  TRY(napi_get_uv_event_loop(env, &loop));
  TRY(napi_create_reference(env, callback, 1, &handler));
  handler_env = env;
  process_id = getpid();
  main_thread = (pid_t)syscall(SYS_gettid);
  int error = start_polling(loop);
  if (error != 0) return throw_errno(env, error, "catchSignals");
  catch_all();
  quiet_other_threads();
  return undefined(env);
}

bool register_forward(napi_env env, napi_value exports) {
  const struct method methods[] = {{"catchSignals", catch_signals}};
  return export_methods(env, exports, methods, COUNT(methods));
}
