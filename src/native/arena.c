#include "arena.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, ALIGNMENT = 16 };

struct arena_chunk {
  struct arena_chunk *next;
  size_t used, size;
  _Alignas(ALIGNMENT) char data[];
};

static bool ensure(struct arena *arena, size_t size) {
  struct arena_chunk *head = arena->head;
  if (head != NULL && head->size - head->used >= size) return true;
  size_t capacity = size > CHUNK ? size : CHUNK;
  struct arena_chunk *chunk = malloc(sizeof *chunk + capacity);
  if (chunk == NULL) return false;
  *chunk = (struct arena_chunk){.next = head, .size = capacity};
  arena->head = chunk;
  return true;
}

static void take(struct arena_chunk *chunk, size_t size) {
  size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  size_t left = chunk->size - chunk->used;
  chunk->used += rounded < left ? rounded : left;
}

void *arena_alloc(struct arena *arena, size_t size) {
  if (!ensure(arena, size)) return NULL;
  void *memory = arena->head->data + arena->head->used;
  take(arena->head, size);
  return memory;
}

/* Names and values that are not UTF-8 come as bytes. */
static char *arena_bytes(napi_env env, struct arena *arena, napi_value value) {
  void *bytes;
  size_t length;
  if (napi_get_typedarray_info(env, value, NULL, &length, &bytes, NULL, NULL) != napi_ok) {
    return (void)throw_bad_call(env, "bytes expected"), NULL;
  }
  if (length > 0 && memchr(bytes, 0, length) != NULL) return (void)throw_errno(env, EINVAL, "bytes with a NUL"), NULL;
  char *text = arena_alloc(arena, length + 1);
  if (text == NULL) return (void)throw_errno(env, ENOMEM, "malloc"), NULL;
  if (length > 0) memcpy(text, bytes, length);
  text[length] = 0;
  return text;
}

/* Most strings fit into what is left of the chunk: one call. A cut one shows as a full buffer and is copied again. */
char *arena_string(napi_env env, struct arena *arena, napi_value value) {
  size_t length = 0;
  char *text = NULL;
  bool is_bytes = false;
  if (napi_is_typedarray(env, value, &is_bytes) == napi_ok && is_bytes) return arena_bytes(env, arena, value);
  if (!ensure(arena, 1)) return (void)throw_errno(env, ENOMEM, "malloc"), NULL;
  size_t room = arena->head->size - arena->head->used;
  text = arena->head->data + arena->head->used;
  if (napi_get_value_string_utf8(env, value, text, room, &length) != napi_ok) {
    return (void)throw_bad_call(env, "text expected"), NULL;
  }
  if (length + 4 >= room) { /* a character of up to four bytes may have been left out */
    if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) return NULL;
    if (!ensure(arena, length + 1)) return (void)throw_errno(env, ENOMEM, "malloc"), NULL;
    text = arena->head->data + arena->head->used;
    if (napi_get_value_string_utf8(env, value, text, length + 1, &length) != napi_ok) return NULL;
  }
  if (memchr(text, 0, length) != NULL) return (void)throw_errno(env, EINVAL, "string with a NUL byte"), NULL;
  take(arena->head, length + 1);
  return text;
}

void arena_free(struct arena *arena) {
  for (struct arena_chunk *chunk = arena->head; chunk != NULL;) {
    struct arena_chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  arena->head = NULL;
}
