/* Memory that is given back all at once. */
#ifndef TSUPERVISORD_ARENA_H
#define TSUPERVISORD_ARENA_H

#include "napi.h"

struct arena_chunk;

struct arena {
  struct arena_chunk *head;
};

/* Aligned for any type; NULL when memory is out. */
void *arena_alloc(struct arena *arena, size_t size);
/* Copies a JavaScript string, or the bytes of a Uint8Array; NULL: an exception is pending. */
char *arena_string(napi_env env, struct arena *arena, napi_value value);
void arena_free(struct arena *arena);

#endif
