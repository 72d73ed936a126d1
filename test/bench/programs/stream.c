/*
 * stream STAMPS MEGABYTES: writes as fast as it is taken, in the blocks of 4096 bytes that stdio makes of lines on a
 * pipe; notes begin and end; waits.
 */
#include <string.h>
#include "stamp.h"

enum { LINE = 100, BLOCK = 4096 };

int main(int argc, char **argv) {
  static char block[BLOCK];
  if (argc < 3) return 2;
  memset(block, 'x', BLOCK);
  for (int at = LINE - 1; at < BLOCK; at += LINE) block[at] = '\n';
  int64_t left = atoll(argv[2]) * 1000000;
  record(argv[1], now());
  while (left > 0) {
    ssize_t written = write(1, block, left < BLOCK ? (size_t)left : BLOCK);
    if (written < 0) return 1;
    left -= written;
  }
  record(argv[1], now());
  for (;;) pause();
}
