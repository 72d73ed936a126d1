/* Stands for a Node.js linked to musl: loads the addon with every symbol resolved at once, and has it register itself. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  void *addon = dlopen(argv[1], RTLD_NOW);
  void *(*start)(void *, void *) = addon ? (void *(*)(void *, void *))dlsym(addon, "napi_register_module_v1") : NULL;
  if (start == NULL) return fprintf(stderr, "%s\n", dlerror()), 1;
  int exports;
  puts(start(&exports, &exports) == &exports ? "registered" : "refused");
  return 0;
}
