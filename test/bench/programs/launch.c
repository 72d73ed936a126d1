/* launch STAMPS COMMAND [ARG ...]: notes the time, then becomes the command. */
#include "stamp.h"

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  record(argv[1], now());
  execv(argv[2], argv + 2);
  return 127;
}
