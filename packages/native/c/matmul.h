// out = a·b in blocks that stay in the caches (Goto and van de Geijn, "Anatomy of high-performance matrix
// multiplication", 2008): a block of b is packed for the second-level cache, blocks of a's rows are packed for the
// first, and tiles run over them. Each thread makes a part of out for itself.
#pragma once
#include "activations.h"
#include "kernels.h"
#include "pack.h"
#include "scratch.h"

#define DEPTH_BLOCK ((size_t)256)
#define COLUMN_BLOCK ((size_t)256)
#define ROW_BLOCK ((size_t)(TILE_ROWS * (96 / TILE_ROWS)))

typedef struct {
  float *left, *right;
  float *edge; // a column panel's worth of out, where whole tiles would write past the matrix
} Blocks;

typedef struct {
  const Matmul *call;
  uintptr_t own;
  size_t ownBytes, parts;
  bool byRows;
} Partition;

INLINE Blocks takeBlocks(Scratch *own) {
  Blocks blocks;
  blocks.left = take(own, ROW_BLOCK * DEPTH_BLOCK);
  blocks.right = take(own, COLUMN_BLOCK * DEPTH_BLOCK);
  blocks.edge = take(own, TILE_ROWS * LANES);
  return blocks;
}

/** `multiply` that writes no row from `height` on and no column from `width` on. */
INLINE void multiplyWithin(
    const Blocks *blocks, size_t height, size_t depth, const float *right, float *out, size_t columns, size_t width,
    bool accumulate) {
  const size_t full = width == LANES ? height / TILE_ROWS * TILE_ROWS : 0;
  multiply(blocks->left, full, depth, depth, right, out, columns, accumulate);
  for (size_t row = full; row < height; row += TILE_ROWS) {
    multiply(blocks->left + row * depth, TILE_ROWS, depth, depth, right, blocks->edge, LANES, false);
    for (size_t i = 0; i < smaller(TILE_ROWS, height - row); i++)
      for (size_t j = 0; j < width; j++) {
        float *to = out + (row + i) * columns + j;
        *to = accumulate ? *to + blocks->edge[i * LANES + j] : blocks->edge[i * LANES + j];
      }
  }
}

/** out = φ(out + bias) in a row from column `from` to column `to`. */
INLINE void finishRow(const Matmul *call, float *row, size_t from, size_t to) {
  for (size_t j = from; j < to; j += WIDTH) {
    const size_t lanes = smaller(WIDTH, to - j);
    V value = splat(0), bias = splat(0);
    memcpy(&value, row + j, lanes * sizeof(float));
    if (call->bias) memcpy(&bias, call->bias + j, lanes * sizeof(float));
    value = activate(value + bias, call->activation);
    memcpy(row + j, &value, lanes * sizeof(float));
  }
}

/** The rows from `top` to `bottom` and the columns from `from` to `to`. */
static void multiplyBlocks(const Matmul *call, const Blocks *blocks, size_t top, size_t bottom, size_t from, size_t to) {
  for (size_t column = from; column < to; column += COLUMN_BLOCK) {
    const size_t width = smaller(COLUMN_BLOCK, to - column);
    for (size_t k = 0; k < call->depth; k += DEPTH_BLOCK) {
      const size_t deep = smaller(DEPTH_BLOCK, call->depth - k);
      for (size_t j = 0; j < width; j += LANES) {
        const float *panel = call->b + k * call->bDepth + (column + j) * call->bColumn;
        packRightPanel(panel, call->bDepth, call->bColumn, deep, smaller(LANES, width - j), blocks->right + j * deep);
      }
      for (size_t row = top; row < bottom; row += ROW_BLOCK) {
        const size_t height = smaller(ROW_BLOCK, bottom - row);
        const float *left = call->a + row * call->aRow + k * call->aDepth;
        packLeft(left, call->aRow, call->aDepth, height, deep, blocks->left);
        for (size_t j = 0; j < width; j += LANES) {
          float *out = call->out + row * call->columns + column + j;
          multiplyWithin(blocks, height, deep, blocks->right + j * deep, out, call->columns, smaller(LANES, width - j), k > 0);
        }
      }
    }
  }
  if (call->bias || call->activation >= 0)
    for (size_t row = top; row < bottom; row++) finishRow(call, call->out + row * call->columns, from, to);
}

/** Where a part of `parts` begins, of `count` rows or columns in whole `unit`s. */
INLINE size_t beginOf(size_t count, size_t part, size_t parts, size_t unit) {
  return smaller(count, (count + unit - 1) / unit * part / parts * unit);
}

static void matmulPart(const void *context, size_t part, size_t worker) {
  const Partition *partition = context;
  const Matmul *call = partition->call;
  Scratch own = scratchAt(partition->own + worker * partition->ownBytes);
  const Blocks blocks = takeBlocks(&own);
  const size_t parts = partition->parts;
  if (partition->byRows)
    multiplyBlocks(
        call, &blocks, beginOf(call->rows, part, parts, TILE_ROWS), beginOf(call->rows, part + 1, parts, TILE_ROWS), 0,
        call->columns);
  else
    multiplyBlocks(
        call, &blocks, 0, call->rows, beginOf(call->columns, part, parts, LANES),
        beginOf(call->columns, part + 1, parts, LANES));
}

/**
 * out[rows, columns] = φ(a·b + bias), row-major. Element (row, k) of a stands `row · aRow + k · aDepth` floats from its
 * start, element (k, column) of b `k · bDepth + column · bColumn`: either may be transposed.
 */
static size_t matmul(const Matmul *call, Pool *pool) {
  Scratch own = scratchAt(0);
  takeBlocks(&own);
  const size_t threads = threadsOf(pool);
  if (!call->scratch) return threads * own.next + LINE;
  const bool isSmall = 2.0 * call->rows * call->depth * call->columns < 1e6;
  const Partition partition = {
    call, scratchAt((uintptr_t)call->scratch).next, own.next, isSmall ? 1 : threads, call->rows > call->columns,
  };
  parallel(pool, partition.parts, matmulPart, &partition);
  return 0;
}
