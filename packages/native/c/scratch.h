// Scratch memory comes from the caller in one piece, of which a kernel takes its areas one after the other. From null
// on it takes them only to see how many bytes it needs, so that size and layout cannot disagree.
#pragma once
#include "vector.h"

#define LINE ((uintptr_t)64)

typedef struct {
  uintptr_t next;
} Scratch;

INLINE Scratch scratchAt(uintptr_t start) { return (Scratch){whole(start, LINE)}; }

/** The next `floats` floats, on a cache line of their own. */
INLINE float *take(Scratch *scratch, size_t floats) {
  const uintptr_t area = scratch->next;
  scratch->next = whole(area + sizeof(float) * floats, LINE);
  return (float *)area;
}
