#ifndef FRAMEWISE_WIDE_VECTORS_H
#define FRAMEWISE_WIDE_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Four kernels of sparse algebra over blocks of 64 bytes, compiled for registers of 256 bits whatever the rest of the
// program is compiled for; each has a twin in Swift that does the same operations in the same order. Products and sums
// are rounded one by one, so that the results are the same bytes.

/// Whether the kernels below may be called.
static inline bool has_wide_vectors(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

#if defined(__x86_64__)
#define FRAMEWISE_WIDE __attribute__((target("avx2"), noinline))
#else
#define FRAMEWISE_WIDE __attribute__((noinline))
#endif

typedef float framewise_float_block __attribute__((vector_size(64)));
typedef double framewise_double_block __attribute__((vector_size(64)));

/// So many entries ahead the blocks of a row are asked for, which are many more than a cache holds.
#define FRAMEWISE_AHEAD 16

/// gather: sums += Σ values[i]·blocks[places[i]], in two sums side by side; the zero at the end is that of two more.
/// scatter: blocks[places[i]] += values[i]·change.
/// products: for each column weight = Σ values·source[rows], which goes to heads where the column is below head_count;
///   then target[rows] += values·weight.
/// pairs: for each row, target[row] += values·source[others] and target[others] += values·source[row].
#define FRAMEWISE_WIDE_KERNELS(name, Number, Block)                                                                    \
  FRAMEWISE_WIDE static void name##_gather(                                                                            \
    const uint32_t *_Nonnull places, const Number *_Nonnull values, size_t count, const Number *_Nonnull weights,     \
    Number *_Nonnull result, size_t groups) {                                                                          \
    _Pragma("clang fp contract(off)");                                                                                 \
    const Block *blocks = (const Block *)weights;                                                                      \
    Block *sums = (Block *)result;                                                                                     \
    for (size_t group = 0; group < groups; group++) {                                                                  \
      Block first = sums[group];                                                                                       \
      Block second = {0};                                                                                              \
      size_t entry = 0;                                                                                                \
      for (; entry + FRAMEWISE_AHEAD + 2 <= count; entry += 2) {                                                       \
        __builtin_prefetch(&blocks[places[entry + FRAMEWISE_AHEAD] * groups + group]);                                 \
        __builtin_prefetch(&blocks[places[entry + FRAMEWISE_AHEAD + 1] * groups + group]);                             \
        first += blocks[places[entry] * groups + group] * values[entry];                                               \
        second += blocks[places[entry + 1] * groups + group] * values[entry + 1];                                      \
      }                                                                                                                \
      for (; entry + 2 <= count; entry += 2) {                                                                         \
        first += blocks[places[entry] * groups + group] * values[entry];                                               \
        second += blocks[places[entry + 1] * groups + group] * values[entry + 1];                                      \
      }                                                                                                                \
      if (entry < count) first += blocks[places[entry] * groups + group] * values[entry];                              \
      sums[group] = first + second + (Block){0};                                                                       \
    }                                                                                                                  \
  }                                                                                                                    \
  FRAMEWISE_WIDE static void name##_scatter(                                                                           \
    const uint32_t *_Nonnull places, const Number *_Nonnull values, size_t count, const Number *_Nonnull change,      \
    Number *_Nonnull weights, size_t groups) {                                                                         \
    _Pragma("clang fp contract(off)");                                                                                 \
    Block *blocks = (Block *)weights;                                                                                  \
    for (size_t group = 0; group < groups; group++) {                                                                  \
      Block own = ((const Block *)change)[group];                                                                      \
      for (size_t entry = 0; entry < count; entry++) blocks[places[entry] * groups + group] += own * values[entry];    \
    }                                                                                                                  \
  }                                                                                                                    \
  FRAMEWISE_WIDE static void name##_products(                                                                          \
    const uint32_t *_Nonnull offsets, const uint32_t *_Nonnull rows, const Number *_Nonnull values, size_t first_column, \
    size_t last_column, const Number *_Nonnull source, Number *_Nonnull target, Number *_Nonnull head,                \
    size_t head_count, size_t groups) {                                                                                \
    _Pragma("clang fp contract(off)");                                                                                 \
    const Block *blocks = (const Block *)source;                                                                       \
    Block *sums = (Block *)target;                                                                                     \
    Block *heads = (Block *)head;                                                                                      \
    for (size_t column = first_column; column < last_column; column++) {                                               \
      size_t start = offsets[column], end = offsets[column + 1];                                                       \
      for (size_t group = 0; group < groups; group++) {                                                                \
        Block even = {0}, odd = {0};                                                                                   \
        size_t entry = start;                                                                                          \
        for (; entry + 2 <= end; entry += 2) {                                                                         \
          even += blocks[rows[entry] * groups + group] * values[entry];                                                \
          odd += blocks[rows[entry + 1] * groups + group] * values[entry + 1];                                         \
        }                                                                                                              \
        if (entry < end) even += blocks[rows[entry] * groups + group] * values[entry];                                 \
        Block weight = even + odd;                                                                                     \
        if (column < head_count) heads[column * groups + group] = weight;                                              \
        for (entry = start; entry < end; entry++) sums[rows[entry] * groups + group] += weight * values[entry];        \
      }                                                                                                                \
    }                                                                                                                  \
  }                                                                                                                    \
  FRAMEWISE_WIDE static void name##_pairs(                                                                             \
    const ptrdiff_t *_Nonnull offsets, const uint32_t *_Nonnull others, const Number *_Nonnull values,                \
    size_t first_row, size_t last_row, const Number *_Nonnull source, Number *_Nonnull target, size_t groups) {       \
    _Pragma("clang fp contract(off)");                                                                                 \
    const Block *blocks = (const Block *)source;                                                                       \
    Block *sums = (Block *)target;                                                                                     \
    for (size_t row = first_row; row < last_row; row++) {                                                              \
      for (size_t group = 0; group < groups; group++) {                                                                \
        Block own = blocks[row * groups + group];                                                                      \
        Block sum = sums[row * groups + group];                                                                        \
        for (ptrdiff_t pair = offsets[row]; pair < offsets[row + 1]; pair++) {                                         \
          size_t place = others[pair] * groups + group;                                                                \
          sum += blocks[place] * values[pair];                                                                         \
          sums[place] += own * values[pair];                                                                           \
        }                                                                                                              \
        sums[row * groups + group] = sum;                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
  }

FRAMEWISE_WIDE_KERNELS(wide_single, float, framewise_float_block)
FRAMEWISE_WIDE_KERNELS(wide_double, double, framewise_double_block)

#undef FRAMEWISE_WIDE_KERNELS
#undef FRAMEWISE_WIDE
#undef FRAMEWISE_AHEAD

#endif
