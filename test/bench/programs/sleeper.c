/* sleeper STAMPS: notes when it began and waits to be ended. */
#include "stamp.h"

int main(int argc, char **argv) {
  int64_t begin = now();
  if (argc < 2) return 2;
  record(argv[1], begin);
  for (;;) pause();
}
