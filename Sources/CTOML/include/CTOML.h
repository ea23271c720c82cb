#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CTOML_NOEXCEPT noexcept
extern "C" {
#else
#define CTOML_NOEXCEPT
#endif

/// Bytes of UTF-8, which no NUL need end.
typedef struct {
  const char *_Nonnull bytes;
  size_t count;
} CTOMLText;

typedef enum {
  CTOMLString,
  CTOMLInteger,
  CTOMLFloat,
  CTOMLBoolean,
  /// Dates, times, and arrays and tables in arrays.
  CTOMLOther,
  /// Its elements follow.
  CTOMLArray,
  /// Its members follow, by name.
  CTOMLTable,
} CTOMLKind;

/// A value with its place, as long as its visit lasts.
typedef struct {
  const CTOMLText *_Nonnull path;
  size_t depth;
  bool isElement;
  CTOMLKind kind;
  CTOMLText text;
  int64_t integer;
  double number;
  bool boolean;
  /// From 1.
  uint32_t line;
} CTOMLValue;

typedef void (*CTOMLVisitor)(void *_Nonnull context, const CTOMLValue *_Nonnull value);

/// Why a document is none, and where; an empty message: it is one.
typedef struct {
  char message[256];
  uint32_t line;
} CTOMLFault;

/// Visits all values of a document, the tables themselves included, without the outermost.
CTOMLFault ctoml_visit(
  const char *_Nullable bytes, size_t count, void *_Nonnull context, CTOMLVisitor _Nonnull visitor)
  CTOML_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
