/*
 * listener STAMPS UNIT COUNT [GATE]: an event listener that takes COUNT events (UNIT is "events") or events with COUNT
 * bytes of payload behind their first line (UNIT is "bytes"), and notes when it took the first and the last of them; with
 * the UNIT "each" when it took each of them. With GATE it is not READY before that file exists.
 */
#include <stdio.h>
#include <string.h>
#include "stamp.h"

static const char answer[] = "RESULT 2\nOKREADY\n";

static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0) _exit(1);
}

/* The length of the payload, or -1 at the end of the input. */
static long header(void) {
  static char line[4096];
  if (!fgets(line, sizeof line, stdin)) return -1;
  const char *length = strstr(line, " len:");
  return length ? atol(length + 5) : -1;
}

/* Reads it and tells how much of it is behind the first line. */
static long payload(long length) {
  static char data[1 << 20];
  long first = -1, done = 0;
  while (done < length) {
    size_t part = length - done < (long)sizeof data ? length - done : sizeof data;
    if (fread(data, 1, part, stdin) != part) return -1;
    const char *end = first < 0 ? memchr(data, '\n', part) : NULL;
    if (end) first = done + (end - data) + 1;
    done += part;
  }
  return first < 0 ? 0 : length - first;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  int bytes = strcmp(argv[2], "bytes") == 0, each = strcmp(argv[2], "each") == 0;
  long long taken = 0, count = atoll(argv[3]);
  struct timespec tick = {0, 1000000};
  while (argc > 4 && access(argv[4], F_OK)) nanosleep(&tick, NULL);
  setvbuf(stdin, NULL, _IOFBF, 1 << 17);
  say("READY\n");
  for (long length; (length = header()) >= 0;) {
    long size = payload(length);
    if (size < 0) return 1;
    if (taken == 0 || each) record(argv[1], now());
    long long before = taken;
    taken += bytes ? size : 1;
    if (before < count && taken >= count && !each) record(argv[1], now());
    say(answer);
  }
  return 0;
}
