/* What a program's pseudo-terminal needs besides being opened, and the terminal of who sits at it. */
#include "napi.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* A second descriptor of the same: reading and writing belong to different owners. */
static napi_value dup_descriptor(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return throw_errno(env, errno, "fcntl");
  if (napi_create_int32(env, copy, &result) == napi_ok) return result;
  close(copy);
  return throw_bad_call(env, "napi_create_int32");
}

/* Output as the program writes it: no carriage return before each line feed. */
static napi_value plain_output(napi_env env, napi_callback_info info) {
  napi_value argument;
  int fd;
  struct termios settings;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  if (tcgetattr(fd, &settings) != 0) return throw_errno(env, errno, "tcgetattr");
  settings.c_oflag &= ~(tcflag_t)OPOST;
  settings.c_lflag &= ~(tcflag_t)ECHO;
  if (tcsetattr(fd, TCSANOW, &settings) != 0) return throw_errno(env, errno, "tcsetattr");
  return undefined(env);
}

/* What is typed is UTF-8: a backspace takes a whole character. */
static napi_value utf8_input(napi_env env, napi_callback_info info) {
  napi_value argument;
  int fd;
  struct termios settings;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  if (tcgetattr(fd, &settings) != 0) return throw_errno(env, errno, "tcgetattr");
  settings.c_iflag |= IUTF8;
  if (tcsetattr(fd, TCSANOW, &settings) != 0) return throw_errno(env, errno, "tcsetattr");
  return undefined(env);
}

/*
 * Gives a terminal its size. The kernel sends SIGWINCH to the group in the foreground where that is another one than
 * before; who sits down at it wants it drawn anew in any case. `fd` is the master: 0 is a group that we cannot see.
 */
static napi_value resize_terminal(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  int fd, columns, rows;
  struct winsize before, size = {0};
  if (!get_args(env, info, 3, argv) || !get_int(env, argv[0], &fd)) return NULL;
  if (!get_int(env, argv[1], &columns) || !get_int(env, argv[2], &rows)) return NULL;
  size.ws_col = (unsigned short)columns;
  size.ws_row = (unsigned short)rows;
  if (ioctl(fd, TIOCGWINSZ, &before) != 0) return throw_errno(env, errno, "ioctl");
  if (ioctl(fd, TIOCSWINSZ, &size) != 0) return throw_errno(env, errno, "ioctl");
  pid_t group = tcgetpgrp(fd);
  if (before.ws_col == size.ws_col && before.ws_row == size.ws_row && group > 1) kill(-group, SIGWINCH);
  return undefined(env);
}

/* {columns, rows}; both 0 where nobody has ever said. */
static napi_value terminal_size(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  struct winsize size;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return throw_errno(env, errno, "ioctl");
  TRY(napi_create_object(env, &result));
  if (!set_int(env, result, "columns", size.ws_col) || !set_int(env, result, "rows", size.ws_row)) return NULL;
  return result;
}

/* Every byte as it is typed and printed. Returns the settings that were before, for restore_mode. */
static napi_value raw_mode(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  struct termios settings, raw;
  if (!get_args(env, info, 1, &argument) || !get_int(env, argument, &fd)) return NULL;
  if (tcgetattr(fd, &settings) != 0) return throw_errno(env, errno, "tcgetattr");
  TRY(napi_create_buffer_copy(env, sizeof settings, &settings, NULL, &result));
  raw = settings;
  cfmakeraw(&raw);
  if (tcsetattr(fd, TCSADRAIN, &raw) != 0) return throw_errno(env, errno, "tcsetattr");
  return result;
}

/* From the background too: SIGTTOU is blocked meanwhile. A terminal that is gone has nothing to restore. */
static napi_value restore_mode(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  int fd;
  void *data;
  size_t size;
  struct termios settings;
  sigset_t quiet, before;
  if (!get_args(env, info, 2, argv) || !get_int(env, argv[0], &fd)) return NULL;
  TRY(napi_get_buffer_info(env, argv[1], &data, &size));
  if (size != sizeof settings) return throw_errno(env, EINVAL, "tcsetattr");
  memcpy(&settings, data, size);
  sigemptyset(&quiet);
  sigaddset(&quiet, SIGTTOU);
  sigprocmask(SIG_BLOCK, &quiet, &before);
  tcsetattr(fd, TCSADRAIN, &settings);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return undefined(env);
}

bool register_pty(napi_env env, napi_value exports) {
  const struct method methods[] = {
      {"dup", dup_descriptor},
      {"plainOutput", plain_output},
      {"utf8Input", utf8_input},
      {"resizeTerminal", resize_terminal},
      {"terminalSize", terminal_size},
      {"rawMode", raw_mode},
      {"restoreMode", restore_mode},
  };
  return export_methods(env, exports, methods, COUNT(methods));
}
