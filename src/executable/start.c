/*
 * Runs before Node.js in the standalone executable, as its entry point, and notes what Node changes before any
 * JavaScript runs: the soft limit of open files, and which signals are ignored and blocked. (The launcher of the npm
 * package does the same in shell.) The notes, and an empty file for the addon, are files in memory, so that nothing has
 * to be written on a file system. Made into one position-independent piece without a C library (start.ld): x86-64 only.
 */
#include <asm/unistd.h>
#include <stddef.h>
#include <stdint.h>

/* build.mjs puts the entry point of Node.js in the place of the number. */
__asm__(".section .entry, \"ax\"\n"
        ".globl entry\n"
        "entry:\n"
        "  push %rdx\n" /* what ld.so has for exit; rsp is as the ABI wants it for the call */
        "  call start\n"
        "  pop %rdx\n"
        "  jmp *node(%rip)\n"
        "node: .quad 0x5453757065727631\n");

#define MFD_CLOEXEC 1u
#define RLIMIT_NOFILE 7
#define SIGNALS 64
#define IGNORED 1
#define OPEN_MAX_LOOKED_AT 256
#define F_GETFD 1

static long call(long number, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  long result = number;
  __asm__ volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}

struct text {
  size_t length;
  char bytes[2048];
};

static void add(struct text *text, uint64_t number, unsigned base, char end) {
  char digits[24];
  size_t count = 0;
  do digits[count++] = "0123456789abcdef"[number % base];
  while ((number /= base) > 0);
  while (count > 0) text->bytes[text->length++] = digits[--count];
  text->bytes[text->length++] = end;
}

static uint64_t ignored_signals(void) {
  struct {
    uint64_t handler, flags, restorer, mask;
  } action;
  uint64_t ignored = 0;
  for (long signal = 1; signal <= SIGNALS; signal++) {
    if (call(__NR_rt_sigaction, signal, 0, (long)&action, 8) == 0 && action.handler == IGNORED)
      ignored |= 1ull << (signal - 1);
  }
  return ignored;
}

/* Limit, blocked, ignored, and the descriptors that are open, with a blank after each. */
__attribute__((used)) void start(void) {
  struct text text;
  uint64_t limit[2], blocked = 0;
  text.length = 0;
  call(__NR_prlimit64, 0, RLIMIT_NOFILE, 0, (long)limit);
  call(__NR_rt_sigprocmask, 0, 0, (long)&blocked, 8);
  add(&text, limit[0], 10, ' ');
  add(&text, blocked, 16, ' ');
  add(&text, ignored_signals(), 16, ' ');
  for (long fd = 0; fd < OPEN_MAX_LOOKED_AT; fd++) {
    if (call(__NR_fcntl, fd, F_GETFD, 0, 0) >= 0) add(&text, (uint64_t)fd, 10, ' ');
  }
  long notes = call(__NR_memfd_create, (long)"tsupervisord-notes", MFD_CLOEXEC, 0, 0);
  if (notes >= 0) call(__NR_write, notes, (long)text.bytes, (long)text.length, 0);
  call(__NR_memfd_create, (long)"tsupervisord-addon", MFD_CLOEXEC, 0, 0);
}
