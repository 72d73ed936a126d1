/* The user and group database through libc (and so through NSS), and the identity of this process. */
#include "napi.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* A look-up either by name or, where that is NULL, by number. Results: 0 and found or not, or an errno. */
struct key {
  const char *name;
  uint32_t id;
};

static int find_user(struct key key, struct passwd *entry, char *buffer, size_t size, bool *found) {
  struct passwd *result = NULL;
  int error = key.name != NULL ? getpwnam_r(key.name, entry, buffer, size, &result)
                               : getpwuid_r((uid_t)key.id, entry, buffer, size, &result);
  *found = result != NULL;
  return error;
}

static int find_group(struct key key, struct group *entry, char *buffer, size_t size, bool *found) {
  struct group *result = NULL;
  int error = key.name != NULL ? getgrnam_r(key.name, entry, buffer, size, &result)
                               : getgrgid_r((gid_t)key.id, entry, buffer, size, &result);
  *found = result != NULL;
  return error;
}

static napi_value user_object(napi_env env, const struct passwd *entry) {
  napi_value user;
  TRY(napi_create_object(env, &user));
  bool filled = set_string(env, user, "name", entry->pw_name) && set_int(env, user, "uid", entry->pw_uid) &&
                set_int(env, user, "gid", entry->pw_gid) && set_string(env, user, "home", entry->pw_dir) &&
                set_string(env, user, "shell", entry->pw_shell);
  return filled ? user : NULL;
}

static napi_value group_object(napi_env env, const struct group *entry) {
  napi_value group;
  TRY(napi_create_object(env, &group));
  return set_string(env, group, "name", entry->gr_name) && set_int(env, group, "gid", entry->gr_gid) ? group : NULL;
}

enum kind { USER, GROUP };

union entry {
  struct passwd user;
  struct group group;
};

/* These mean "no such entry" as well: see getpwnam(3), ERRORS. */
static bool means_absent(int error) { return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM; }

/* The buffer grows as long as libc asks for it: a group may have thousands of members. */
static napi_value look_up(napi_env env, enum kind kind, struct key key) {
  napi_value result = NULL;
  union entry entry;
  for (size_t size = 4096;; size *= 2) {
    char *buffer = malloc(size);
    bool found = false;
    if (buffer == NULL) return throw_errno(env, ENOMEM, "malloc");
    int error = kind == USER ? find_user(key, &entry.user, buffer, size, &found)
                             : find_group(key, &entry.group, buffer, size, &found);
    bool again = error == ERANGE || error == EINTR;
    if (found) result = kind == USER ? user_object(env, &entry.user) : group_object(env, &entry.group);
    free(buffer);
    if (found) return result;
    if (again) continue;
    if (!means_absent(error)) return throw_errno(env, error, kind == USER ? "getpwnam" : "getgrnam");
    TRY(napi_get_null(env, &result));
    return result;
  }
}

static napi_value by_name(napi_env env, napi_callback_info info, enum kind kind) {
  napi_value argument;
  if (!get_args(env, info, 1, &argument)) return NULL;
  char *name = get_string(env, argument);
  if (name == NULL) return NULL;
  napi_value result = look_up(env, kind, (struct key){.name = name});
  free(name);
  return result;
}

static napi_value by_id(napi_env env, napi_callback_info info, enum kind kind) {
  napi_value argument;
  uint32_t id;
  if (!get_args(env, info, 1, &argument)) return NULL;
  TRY(napi_get_value_uint32(env, argument, &id));
  return look_up(env, kind, (struct key){.id = id});
}

static napi_value user_by_name(napi_env env, napi_callback_info info) { return by_name(env, info, USER); }
static napi_value user_by_id(napi_env env, napi_callback_info info) { return by_id(env, info, USER); }
static napi_value group_by_name(napi_env env, napi_callback_info info) { return by_name(env, info, GROUP); }
static napi_value group_by_id(napi_env env, napi_callback_info info) { return by_id(env, info, GROUP); }

static napi_value id_array(napi_env env, const gid_t *ids, int count) {
  napi_value array, id;
  TRY(napi_create_array_with_length(env, (size_t)count, &array));
  for (int i = 0; i < count; i++) {
    TRY(napi_create_uint32(env, ids[i], &id));
    TRY(napi_set_element(env, array, (uint32_t)i, id));
  }
  return array;
}

static napi_value groups_of_user(napi_env env, const char *name, gid_t gid) {
  for (int capacity = 64;; capacity *= 2) {
    gid_t *ids = malloc(sizeof *ids * (size_t)capacity);
    int count = capacity;
    if (ids == NULL) return throw_errno(env, ENOMEM, "malloc");
    bool fits = getgrouplist(name, gid, ids, &count) >= 0;
    napi_value result = fits ? id_array(env, ids, count) : NULL;
    free(ids);
    if (fits) return result;
    if (capacity > 1 << 20) return throw_errno(env, ERANGE, "getgrouplist");
  }
}

static napi_value groups_of(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  uint32_t gid;
  if (!get_args(env, info, 2, argv)) return NULL;
  TRY(napi_get_value_uint32(env, argv[1], &gid));
  char *name = get_string(env, argv[0]);
  if (name == NULL) return NULL;
  napi_value result = groups_of_user(env, name, gid);
  free(name);
  return result;
}

/* libc's calls, other than in spawn: every thread of the process has to follow. */
static napi_value become(napi_env env, const gid_t *groups, size_t count, uid_t uid, gid_t gid) {
  if (setgroups(count, groups) != 0) return throw_errno(env, errno, "setgroups");
  if (setresgid(gid, gid, gid) != 0) return throw_errno(env, errno, "setresgid");
  if (setresuid(uid, uid, uid) != 0) return throw_errno(env, errno, "setresuid");
  return undefined(env);
}

static bool fill_ids(napi_env env, napi_value array, gid_t *ids, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    napi_value id;
    TRY_BOOL(napi_get_element(env, array, i, &id));
    TRY_BOOL(napi_get_value_uint32(env, id, &ids[i]));
  }
  return true;
}

static napi_value set_credentials(napi_env env, napi_callback_info info) {
  napi_value spec, uid_value, gid_value, groups_value;
  uint32_t uid, gid, count;
  if (!get_args(env, info, 1, &spec)) return NULL;
  TRY(napi_get_named_property(env, spec, "uid", &uid_value));
  TRY(napi_get_named_property(env, spec, "gid", &gid_value));
  TRY(napi_get_named_property(env, spec, "groups", &groups_value));
  TRY(napi_get_value_uint32(env, uid_value, &uid));
  TRY(napi_get_value_uint32(env, gid_value, &gid));
  if (!is_identity(env, uid) || !is_identity(env, gid)) return NULL;
  TRY(napi_get_array_length(env, groups_value, &count));
  gid_t *groups = malloc(sizeof *groups * ((size_t)count + 1));
  if (groups == NULL) return throw_errno(env, ENOMEM, "malloc");
  napi_value result = fill_ids(env, groups_value, groups, count) ? become(env, groups, count, uid, gid) : NULL;
  free(groups);
  return result;
}

bool register_users(napi_env env, napi_value exports) {
  const struct method methods[] = {
      {"userByName", user_by_name},   {"userById", user_by_id}, {"groupByName", group_by_name},
      {"groupById", group_by_id},     {"groupsOf", groups_of},  {"setCredentials", set_credentials},
  };
  return export_methods(env, exports, methods, COUNT(methods));
}
