// zlib's initialisers, which are macros.
#ifndef SWOOP_CZLIB_SHIM_H
#define SWOOP_CZLIB_SHIM_H

#include <zlib.h>

// For gzip alone (RFC 1952): 16 more than the largest window.
static inline int czlib_start_gunzip(z_stream *stream) {
  return inflateInit2(stream, 16 + MAX_WBITS);
}

// Likewise, to write it.
static inline int czlib_start_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}

#endif
