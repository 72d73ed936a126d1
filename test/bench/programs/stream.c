/*
 * stream STAMPS MEGABYTES BLOCK: writes lines as fast as they are taken, BLOCK bytes at a time; notes begin and end; waits.
 */
#include <string.h>
#include "stamp.h"

enum { LINE = 100, MOST = 1 << 20 };

int main(int argc, char **argv) {
  static char block[MOST];
  if (argc < 4) return 2;
  size_t size = atoll(argv[3]);
  if (size < 1 || size > MOST) return 2;
  memset(block, 'x', MOST);
  for (int at = LINE - 1; at < MOST; at += LINE) block[at] = '\n';
  int64_t left = atoll(argv[2]) * 1000000;
  record(argv[1], now());
  while (left > 0) {
    ssize_t written = write(1, block, left < (int64_t)size ? (size_t)left : size);
    if (written < 0) return 1;
    left -= written;
  }
  record(argv[1], now());
  for (;;) pause();
}
