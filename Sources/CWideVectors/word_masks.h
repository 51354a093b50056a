#ifndef FRAMEWISE_WORD_MASKS_H
#define FRAMEWISE_WORD_MASKS_H

#include <stddef.h>
#include <stdint.h>

// A bit a byte: set for letters and digits of ASCII, the underscore, and all from 0x80 on. For registers of 256 bits,
// whatever the rest of the program is compiled for; the twin in Swift gives the same masks.

#if defined(__x86_64__)
typedef signed char framewise_bytes __attribute__((vector_size(32)));

__attribute__((target("avx2"), always_inline)) static inline uint64_t wide_word_mask(const char *_Nonnull text) {
  framewise_bytes bytes;
  __builtin_memcpy(&bytes, text, sizeof bytes);
  framewise_bytes folded = bytes | 0x20;
  framewise_bytes letters = (framewise_bytes)(folded > 0x60) & (framewise_bytes)(folded < 0x7B);
  framewise_bytes digits = (framewise_bytes)(bytes > 0x2F) & (framewise_bytes)(bytes < 0x3A);
  framewise_bytes underscores = (framewise_bytes)(bytes == 0x5F);
  typedef char Bytes __attribute__((vector_size(32)));
  return (uint32_t)__builtin_ia32_pmovmskb256((Bytes)(bytes | letters | digits | underscores));
}

/// The masks of `count` blocks of 64 bytes. Only where `has_wide_vectors`.
__attribute__((target("avx2"), noinline)) static void wide_word_masks(
  const void *_Nonnull text, size_t count, uint64_t *_Nonnull masks) {
  const char *bytes = (const char *)text;
  for (size_t block = 0; block < count; block++, bytes += 64)
    masks[block] = wide_word_mask(bytes + 32) << 32 | wide_word_mask(bytes);
}
#else
static void wide_word_masks(const void *_Nonnull text, size_t count, uint64_t *_Nonnull masks) {
  const unsigned char *bytes = (const unsigned char *)text;
  for (size_t block = 0; block < count; block++) {
    masks[block] = 0;
    for (size_t place = 0; place < 64; place++) {
      unsigned byte = bytes[64 * block + place];
      uint64_t isWord = byte >= 0x80 || (byte | 0x20) - 0x61u < 26 || byte - 0x30u < 10 || byte == 0x5F;
      masks[block] |= isWord << place;
    }
  }
}
#endif

#endif
