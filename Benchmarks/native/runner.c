// Runs a command and writes what it took: wall nanoseconds, user and system microseconds, peak
// resident kilobytes (of the largest process) and the wait status.
//
// A small program of its own, because a child's peak begins with that of the process it was forked
// from, and an interpreter would hide all that is smaller than itself.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long microseconds(struct timeval t) { return t.tv_sec * 1000000LL + t.tv_usec; }

int main(int count, char **arguments) {
  if (count < 3) return 64;
  long long start = now();
  pid_t child = fork();
  if (child == 0) {
    execvp(arguments[2], arguments + 2);
    fprintf(stderr, "%s: %s\n", arguments[2], strerror(errno));
    _exit(127);
  }
  if (child < 0) return 71;
  int status;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) return 71;
  long long wall = now() - start;
  FILE *result = fopen(arguments[1], "w");
  if (!result) return 73;
  fprintf(result, "%lld %lld %lld %ld %d\n", wall, microseconds(usage.ru_utime),
          microseconds(usage.ru_stime), usage.ru_maxrss, status);
  return fclose(result) ? 74 : 0;
}
