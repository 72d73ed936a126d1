/*
 * stream STAMPS MEGABYTES BLOCK DELAY MOST: notes when it was started, waits DELAY milliseconds, then writes lines as fast
 * as they are taken, BLOCK bytes at a time, until it has written all or, if MOST is not 0, for so many milliseconds; notes
 * begin and end of that, and how many bytes it was; waits.
 */
#include <string.h>
#include "stamp.h"

enum { LINE = 100, MOST = 1 << 20 };

int main(int argc, char **argv) {
  static char block[MOST];
  if (argc < 6) return 2;
  size_t size = atoll(argv[3]);
  if (size < 1 || size > MOST) return 2;
  memset(block, 'x', MOST);
  for (int at = LINE - 1; at < MOST; at += LINE) block[at] = '\n';
  int64_t all = atoll(argv[2]) * 1000000, left = all;
  int64_t ms = atoll(argv[4]), most = atoll(argv[5]) * 1000000;
  struct timespec delay = {ms / 1000, ms % 1000 * 1000000};
  record(argv[1], now());
  nanosleep(&delay, NULL);
  int64_t begin = now();
  record(argv[1], begin);
  while (left > 0 && (most == 0 || now() - begin < most)) {
    ssize_t written = write(1, block, left < (int64_t)size ? (size_t)left : size);
    if (written < 0) return 1;
    left -= written;
  }
  record(argv[1], now());
  record(argv[1], all - left);
  for (;;) pause();
}
