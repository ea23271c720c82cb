// zlib's initialiser, which is a macro.
#ifndef SWOOP_CZLIB_SHIM_H
#define SWOOP_CZLIB_SHIM_H

#include <zlib.h>

// For gzip alone (RFC 1952): 16 more than the largest window.
static inline int czlib_start_gunzip(z_stream *stream) {
  return inflateInit2(stream, 16 + MAX_WBITS);
}

#endif
