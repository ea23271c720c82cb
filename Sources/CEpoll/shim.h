// Linux's queue of events, which Glibc's module leaves out; there is nothing in here elsewhere.
#ifndef SWOOP_CEPOLL_SHIM_H
#define SWOOP_CEPOLL_SHIM_H

#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif

#endif
