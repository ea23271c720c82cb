// Preloaded into a client: answers look-ups of hNNNNN.bench.test after 20 ms with an address in
// 127.0.0.0/8, and counts them in the file that BENCH_RESOLVER names: look-ups in all, the most at
// the same time, and those under way.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);
struct counts {
  _Atomic unsigned long all, most, current;
};

static lookup *real;
static struct counts own, *counts = &own;
static long milliseconds = 20;

__attribute__((constructor)) static void begin(void) {
  real = (lookup *)dlsym(RTLD_NEXT, "getaddrinfo");
  if (getenv("BENCH_RESOLVER_MS")) milliseconds = atol(getenv("BENCH_RESOLVER_MS"));
  char *name = getenv("BENCH_RESOLVER");
  int file = name ? open(name, O_RDWR | O_CREAT, 0644) : -1;
  if (file < 0) return;
  if (ftruncate(file, sizeof own) == 0) {
    void *memory = mmap(0, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) counts = memory;
  }
  close(file);
}

static void count_one_more(void) {
  unsigned long current = atomic_fetch_add(&counts->current, 1) + 1;
  unsigned long most = atomic_load(&counts->most);
  while (current > most && !atomic_compare_exchange_weak(&counts->most, &most, current)) {
  }
  atomic_fetch_add(&counts->all, 1);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  unsigned host;
  int length = 0;
  if (!name || sscanf(name, "h%u.bench.test%n", &host, &length) != 1 || !length || name[length])
    return real(name, service, hints, result);

  count_one_more();
  struct timespec pause = {.tv_nsec = milliseconds * 1000000};
  nanosleep(&pause, 0);
  atomic_fetch_sub(&counts->current, 1);

  if (hints && hints->ai_family == AF_INET6) return EAI_NONAME;
  char address[32];
  unsigned n = host + 1;
  snprintf(address, sizeof address, "127.%u.%u.%u", 1 + n / 62500, 1 + n / 250 % 250, 1 + n % 250);
  struct addrinfo numeric = {0};
  if (hints) numeric = *hints;
  numeric.ai_family = AF_INET;
  numeric.ai_flags = AI_NUMERICHOST;
  return real(address, service, &numeric, result);
}
