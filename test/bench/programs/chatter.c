/* chatter STAMPS LINES_PER_SECOND: notes its begin, then writes short lines at an even pace for ever. */
#include "stamp.h"

int main(int argc, char **argv) {
  static const char line[] = "a short line, as a web server or a worker writes it: 200 OK 12 ms\n";
  if (argc < 3) return 2;
  int64_t next = now();
  record(argv[1], next);
  for (;;) {
    next += 1000000000 / atoll(argv[2]);
    struct timespec t = {next / 1000000000, next % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    if (write(1, line, sizeof line - 1) < 0) return 1;
  }
}
