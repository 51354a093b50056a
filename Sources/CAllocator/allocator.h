#ifndef FRAMEWISE_ALLOCATOR_H
#define FRAMEWISE_ALLOCATOR_H

#include <limits.h>
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Asks the allocator to keep what is freed for what is asked for next, on any thread, instead of giving it back to the
/// system, from where it comes page by page, each by a fault and filled with zeros. Blocks of 32 MiB and more still go
/// back, so that the peak stays low. To be called before there is work for a second thread; does nothing where the
/// allocator is another.
static inline void keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_ARENA_MAX, 1);
#endif
}

#endif
