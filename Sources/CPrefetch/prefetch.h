#ifndef FRAMEWISE_PREFETCH_H
#define FRAMEWISE_PREFETCH_H

/// Asks for the cache line at an address without waiting for it. Any address may be given.
static inline __attribute__((always_inline)) void prefetch_line(const void *_Nonnull address) {
  __builtin_prefetch(address, 0, 3);
}

#endif
