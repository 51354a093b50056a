#ifndef FRAMEWISE_WORD_MASKS_H
#define FRAMEWISE_WORD_MASKS_H

#include <stddef.h>
#include <stdint.h>

// Masks of 64 bytes, a bit a byte, with registers of 256 bits, whatever the rest of the program is compiled for; the
// twins in Swift give the same masks. Only where `has_wide_vectors`.
//
// word: set for letters and digits of ASCII, the underscore, and all from 0x80 on.
// ink: set for all that is no white space of ASCII as Python has it (9 to 13, 28 to 31, 32), and not NUL.

#if defined(__x86_64__)
#define FRAMEWISE_WIDE_MASK(name) __attribute__((target("avx2"), always_inline)) static inline name
typedef signed char framewise_bytes __attribute__((vector_size(32)));
typedef char framewise_tops __attribute__((vector_size(32)));

FRAMEWISE_WIDE_MASK(framewise_bytes) framewise_between(framewise_bytes bytes, signed char low, signed char high) {
  return (framewise_bytes)(bytes >= low) & (framewise_bytes)(bytes <= high);
}

FRAMEWISE_WIDE_MASK(uint64_t) wide_word_mask(const char *_Nonnull text) {
  framewise_bytes bytes;
  __builtin_memcpy(&bytes, text, sizeof bytes);
  framewise_bytes words = framewise_between(bytes | 0x20, 0x61, 0x7A) | framewise_between(bytes, 0x30, 0x39)
    | (framewise_bytes)(bytes == 0x5F);
  return (uint32_t)__builtin_ia32_pmovmskb256((framewise_tops)(bytes | words));
}

FRAMEWISE_WIDE_MASK(uint64_t) wide_ink_mask(const char *_Nonnull text) {
  framewise_bytes bytes;
  __builtin_memcpy(&bytes, text, sizeof bytes);
  framewise_bytes blanks = framewise_between(bytes, 0x09, 0x0D) | framewise_between(bytes, 0x1C, 0x20)
    | (framewise_bytes)(bytes == 0);
  return ~(uint32_t)__builtin_ia32_pmovmskb256((framewise_tops)blanks);
}

#define FRAMEWISE_MASKS(kind)                                                                                          \
  __attribute__((target("avx2"), noinline)) static void wide_##kind##_masks(                                           \
    const void *_Nonnull text, size_t count, uint64_t *_Nonnull masks) {                                               \
    const char *bytes = (const char *)text;                                                                            \
    for (size_t block = 0; block < count; block++, bytes += 64)                                                        \
      masks[block] = wide_##kind##_mask(bytes + 32) << 32 | (uint32_t)wide_##kind##_mask(bytes);                       \
  }
#undef FRAMEWISE_WIDE_MASK
#else
static inline uint64_t framewise_is_word(unsigned byte) {
  return byte >= 0x80 || (byte | 0x20) - 0x61u < 26 || byte - 0x30u < 10 || byte == 0x5F;
}

static inline uint64_t framewise_is_ink(unsigned byte) {
  return !(byte - 0x09u < 5 || byte - 0x1Cu < 5 || byte == 0);
}

#define FRAMEWISE_MASKS(kind)                                                                                          \
  static void wide_##kind##_masks(const void *_Nonnull text, size_t count, uint64_t *_Nonnull masks) {                 \
    const unsigned char *bytes = (const unsigned char *)text;                                                          \
    for (size_t block = 0; block < count; block++, bytes += 64) {                                                      \
      masks[block] = 0;                                                                                                \
      for (size_t place = 0; place < 64; place++) masks[block] |= framewise_is_##kind(bytes[place]) << place;          \
    }                                                                                                                  \
  }
#endif

/// The masks of `count` blocks of 64 bytes.
FRAMEWISE_MASKS(word)
FRAMEWISE_MASKS(ink)
#undef FRAMEWISE_MASKS

#endif
