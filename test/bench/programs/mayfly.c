/* mayfly STAMPS MILLISECONDS: notes its begin, lives so long, notes its end, exits 0. */
#include "stamp.h"

int main(int argc, char **argv) {
  int64_t begin = now();
  if (argc < 3) return 2;
  record(argv[1], begin);
  int64_t ms = atoll(argv[2]);
  struct timespec life = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&life, NULL);
  record(argv[1], now());
  return 0;
}
