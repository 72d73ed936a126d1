#ifndef TSUPERVISORD_WRITABLE_H
#define TSUPERVISORD_WRITABLE_H

#include <stddef.h>
#include <sys/types.h>

/* Bytes written, 0 when a write would block, or -errno. Never waits, whatever mode the descriptor is in. */
ssize_t write_without_blocking(int fd, const char *data, size_t size);

#endif
