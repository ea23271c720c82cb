// Preloaded into a client: counts its allocations in the file that BENCH_ALLOCATIONS names, calls
// first, then bytes.
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// glibc's own, which need no look-up: that would allocate.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

struct counts {
  _Atomic unsigned long calls, bytes;
};
static struct counts own, *counts = &own;

__attribute__((constructor)) static void begin(void) {
  char *name = getenv("BENCH_ALLOCATIONS");
  int file = name ? open(name, O_RDWR | O_CREAT, 0644) : -1;
  if (file < 0) return;
  if (ftruncate(file, sizeof own) == 0) {
    void *memory = mmap(0, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) counts = memory;
  }
  close(file);
}

static void add(size_t bytes) {
  atomic_fetch_add_explicit(&counts->calls, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&counts->bytes, bytes, memory_order_relaxed);
}

void *malloc(size_t bytes) {
  add(bytes);
  return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t size) {
  add(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t bytes) {
  add(bytes);
  return __libc_realloc(old, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
  add(bytes);
  return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  *result = memalign(alignment, bytes);
  return *result ? 0 : ENOMEM;
}
