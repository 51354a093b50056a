#ifndef FRAMEWISE_BYTE_SCANS_H
#define FRAMEWISE_BYTE_SCANS_H

#include <stddef.h>
#include <stdint.h>

// Scans of bytes with registers of 256 bits, whatever the rest of the program is compiled for; each has a twin in Swift
// that finds the same. Only where `has_wide_vectors`.

#if defined(__x86_64__)
#define FRAMEWISE_WIDE_SCAN __attribute__((target("avx2,popcnt"), noinline)) static
typedef unsigned char framewise_scan __attribute__((vector_size(32)));
typedef char framewise_lanes __attribute__((vector_size(32)));

#define FRAMEWISE_LANES(condition) ((uint32_t)__builtin_ia32_pmovmskb256((framewise_lanes)(condition)))

/// How often `byte` occurs in `count` bytes.
FRAMEWISE_WIDE_SCAN size_t wide_occurrences(const uint8_t *_Nonnull bytes, size_t count, uint8_t byte) {
  size_t total = 0;
  size_t place = 0;
  for (; place + 32 <= count; place += 32) {
    framewise_scan block;
    __builtin_memcpy(&block, bytes + place, sizeof block);
    total += (size_t)__builtin_popcount(FRAMEWISE_LANES(block == byte));
  }
  for (; place < count; place++) total += bytes[place] == byte;
  return total;
}

/// The first place from `start` on of a quote, a backslash or a byte below 0x20. There is one, and 31 bytes behind it
/// can be read.
FRAMEWISE_WIDE_SCAN size_t wide_next_special(const uint8_t *_Nonnull bytes, size_t start) {
  for (;; start += 32) {
    framewise_scan block;
    __builtin_memcpy(&block, bytes + start, sizeof block);
    uint32_t found = FRAMEWISE_LANES((block == 0x22) | (block == 0x5C) | (block < 0x20));
    if (found != 0) return start + (size_t)__builtin_ctz(found);
  }
}
#undef FRAMEWISE_LANES
#undef FRAMEWISE_WIDE_SCAN
#else
static size_t wide_occurrences(const uint8_t *_Nonnull bytes, size_t count, uint8_t byte) {
  size_t total = 0;
  for (size_t place = 0; place < count; place++) total += bytes[place] == byte;
  return total;
}

static size_t wide_next_special(const uint8_t *_Nonnull bytes, size_t start) {
  while (bytes[start] != 0x22 && bytes[start] != 0x5C && bytes[start] >= 0x20) start++;
  return start;
}
#endif

#endif
