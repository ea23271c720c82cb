// Preloaded into a client: how long each thread takes from the return of a wait for sockets to the
// next such wait. It is written to the file that BENCH_STALLS names, a slot of histograms a thread:
// by the clock, and without what the thread spent waiting for a core, which is the machine's doing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 256, BUCKETS = 2000, BUCKET_NS = 50000 };  // up to 100 ms

struct slot {
  unsigned long waits, longest, longest_net;
  unsigned by_clock[BUCKETS], net[BUCKETS];
};
struct table {
  _Atomic unsigned long threads;
  struct slot slots[SLOTS];
};

static struct table *table;
static __thread struct slot *mine;
static __thread int known, schedstat = -1;
static __thread unsigned long began, queued_before;

static int (*real_poll)(struct pollfd *, nfds_t, int);
static int (*real_epoll)(int, struct epoll_event *, int, int);

__attribute__((constructor)) static void begin(void) {
  real_poll = dlsym(RTLD_NEXT, "poll");
  real_epoll = dlsym(RTLD_NEXT, "epoll_wait");
  char *name = getenv("BENCH_STALLS");
  int file = name ? open(name, O_RDWR | O_CREAT, 0644) : -1;
  if (file < 0) return;
  if (ftruncate(file, sizeof *table) == 0) {
    void *memory = mmap(0, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) table = memory;
  }
  close(file);
}

static unsigned long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000UL + t.tv_nsec;
}

// Nanoseconds that this thread was ready to run and had no core.
static unsigned long queued(void) {
  char text[96];
  ssize_t size = schedstat < 0 ? 0 : pread(schedstat, text, sizeof text - 1, 0);
  unsigned long ran, waited = 0;
  if (size > 0) {
    text[size] = 0;
    sscanf(text, "%lu %lu", &ran, &waited);
  }
  return waited;
}

static void meet_thread(void) {
  known = 1;
  if (!table) return;
  unsigned long number = atomic_fetch_add(&table->threads, 1);
  if (number >= SLOTS) return;
  mine = &table->slots[number];
  schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
}

static unsigned long bucket(unsigned long time) {
  return time / BUCKET_NS < BUCKETS ? time / BUCKET_NS : BUCKETS - 1;
}

static void before_wait(void) {
  if (!known) meet_thread();
  if (!mine || !began) return;
  unsigned long time = now() - began, lost = queued() - queued_before;
  unsigned long net = time > lost ? time - lost : 0;
  mine->waits++;
  mine->by_clock[bucket(time)]++;
  mine->net[bucket(net)]++;
  if (time > mine->longest) mine->longest = time;
  if (net > mine->longest_net) mine->longest_net = net;
}

static int after_wait(int result) {
  if (!mine) return result;
  queued_before = queued();
  began = now();
  return result;
}

int poll(struct pollfd *descriptors, nfds_t count, int timeout) {
  // A look at one socket without waiting is no turn of a loop: libcurl asks so if it is alive.
  if (timeout == 0 && count < 2) return real_poll(descriptors, count, timeout);
  before_wait();
  return after_wait(real_poll(descriptors, count, timeout));
}

int __poll_chk(struct pollfd *descriptors, nfds_t count, int timeout, size_t size) {
  (void)size;
  return poll(descriptors, count, timeout);
}

int epoll_wait(int queue, struct epoll_event *events, int count, int timeout) {
  before_wait();
  return after_wait(real_epoll(queue, events, count, timeout));
}
