import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Dispatch, dispatch, type WebgpuBackend } from './dispatch.js';

/** A matrix product whose operands are functions: Σ_k left(row, k, part) · right(k, column). */
export interface Product extends Pick<Dispatch, 'name' | 'constants' | 'integers' | 'reads' | 'writes'> {
  readonly rows: number;
  /** As many parts, each of `columns`: a tile never has columns of two. */
  readonly parts?: number;
  readonly columns: number;
  readonly depth: number;
  /** WGSL: `fn left(row : i32, k : i32, part : i32) -> f32` and `fn right(k : i32, column : i32) -> f32`; a column counts over all parts. */
  readonly operands: string;
  /** WGSL that writes `value` at `row` and `column`. */
  readonly store: string;
  /** Which index of the left operand, and of the right, goes along with the memory. */
  readonly along: { readonly left: 'row' | 'k'; readonly right: 'k' | 'column' };
}

const depthOfTile = 16;
/** As many threads keep a large GPU busy; where the tiles have fewer, the sum over k is shared out. */
const enoughThreads = 65_536;
const leastDepth = 128;

/**
 * Tiles of 64 × 64, or 32 × 32 for a small result; a thread sums 4 × 4 of one. What sums over a tile's depth is added up
 * apart, so that the error of thousands of terms stays that of a few hundred.
 */
export function product(backend: WebgpuBackend, call: Product): void {
  const { rows, columns, depth, parts = 1, along } = call;
  const tilesOf = (side: number) => parts * Math.ceil(rows / side) * Math.ceil(columns / side);
  // Large tiles read less, unless a good part of them would lie outside.
  const tile = 4 * tilesOf(64) <= 1.25 * tilesOf(32) ? 64 : 32;
  const side = tile / 4;
  const tiles = tilesOf(tile);
  const slices = Math.max(
    1,
    Math.min(Math.ceil(depth / leastDepth), Math.floor(enoughThreads / (tiles * side * side))),
  );
  const span = depthOfTile * Math.ceil(depth / slices / depthOfTile);
  const size = rows * parts * columns;
  const partial = slices > 1 ? backend.makeTensorInfo([slices * size], 'float32') : undefined;
  const integers = { rows, columns, depth, span, ...call.integers };
  const order = (isAlong: boolean) =>
    isAlong ? ['item % TILE4', 'item / TILE4'] : ['item / DEPTH', 'item % DEPTH'];
  const [leftQuad, leftK] = order(along.left === 'row');
  const [rightQuad, rightK] = order(along.right === 'column');
  const four = (value: (i: number) => string) => [0, 1, 2, 3].map(value);
  dispatch(backend, {
    name: `${call.name} product`,
    constants: {
      ...call.constants,
      PARTS: parts,
      TILE: tile,
      TILE4: tile / 4,
      DEPTH: depthOfTile,
      THREADS: side * side,
      SPLIT: slices > 1,
    },
    integers,
    reads: call.reads,
    writes: partial ? { sliceSums: partial } : call.writes,
    threads: side * side,
    groups: [parts * Math.ceil(columns / tile), Math.ceil(rows / tile), slices],
    code: () => `
var<workgroup> lefts : array<vec4<f32>, DEPTH * TILE4>;
var<workgroup> rights : array<vec4<f32>, DEPTH * TILE4>;
${call.operands}
${partial ? '' : storeCode(call)}
fn main(index : i32) {
  let tilesOfPart = (uniforms.columns + TILE - 1) / TILE;
  let part = i32(workgroupId.x) / tilesOfPart;
  let firstColumn = (i32(workgroupId.x) % tilesOfPart) * TILE;
  let firstRow = i32(workgroupId.y) * TILE;
  let slice = i32(workgroupId.z);
  let thread = i32(localIndex);
  let row = 4 * (thread / TILE4);
  let column = 4 * (thread % TILE4);
  let start = slice * uniforms.span;
  ${four((i) => `var sum${i} = vec4<f32>(0.0);`).join(' ')}
  for (var depth = 0; depth < uniforms.span; depth += DEPTH) {
    let end = min(start + uniforms.span, uniforms.depth);
    for (var item = thread; item < DEPTH * TILE4; item += THREADS) {
      {
        let k = start + depth + ${leftK};
        let quad = ${leftQuad};
        var value = vec4<f32>(0.0);
        if (k < end) {
          ${four((i) => `if (firstRow + 4 * quad + ${i} < uniforms.rows) { value[${i}] = left(firstRow + 4 * quad + ${i}, k, part); }`).join('\n')}
        }
        lefts[(${leftK}) * TILE4 + quad] = value;
      }
      {
        let k = start + depth + ${rightK};
        let quad = ${rightQuad};
        let at = part * uniforms.columns + firstColumn + 4 * quad;
        var value = vec4<f32>(0.0);
        if (k < end) {
          ${four((i) => `if (firstColumn + 4 * quad + ${i} < uniforms.columns) { value[${i}] = right(k, at + ${i}); }`).join('\n')}
        }
        rights[(${rightK}) * TILE4 + quad] = value;
      }
    }
    workgroupBarrier();
    ${four((i) => `var part${i} = vec4<f32>(0.0);`).join(' ')}
    for (var k = 0; k < DEPTH; k++) {
      let a = lefts[k * TILE4 + row / 4];
      let b = rights[k * TILE4 + column / 4];
      ${four((i) => `part${i} = fma(vec4<f32>(a[${i}]), b, part${i});`).join(' ')}
    }
    ${four((i) => `sum${i} += part${i};`).join(' ')}
    workgroupBarrier();
  }
  let sums = array<vec4<f32>, 4>(${four((i) => `sum${i}`).join(', ')});
  for (var i = 0; i < 4; i++) {
    for (var j = 0; j < 4; j++) {
      let r = firstRow + row + i;
      let c = firstColumn + column + j;
      if (r < uniforms.rows && c < uniforms.columns) {
        ${
          partial
            ? `let width = PARTS * uniforms.columns;
        sliceSums[(slice * uniforms.rows + r) * width + part * uniforms.columns + c] = sums[i][j];`
            : 'store(r, part * uniforms.columns + c, sums[i][j]);'
        }
      }
    }
  }
}`,
  });
  if (!partial) return;
  addSlices(backend, call, partial, slices, size);
  backend.disposeData(partial.dataId);
}

const storeCode = ({ store }: Product) => `fn store(row : i32, column : i32, value : f32) { ${store} }`;

function addSlices(
  backend: WebgpuBackend,
  call: Product,
  partial: TensorInfo,
  slices: number,
  size: number,
): void {
  const { name, constants, writes, columns, parts = 1, integers } = call;
  dispatch(backend, {
    name: `${name} sum`,
    constants,
    integers: { ...integers, rows: call.rows, columns, slices, size, width: parts * columns },
    reads: { sliceSums: partial },
    writes,
    threads: 64,
    groups: [Math.ceil(size / 64), 1, 1],
    code: () => `
${storeCode(call)}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var slice = 0; slice < uniforms.slices; slice++) { sum += sliceSums[slice * uniforms.size + index]; }
  store(index / uniforms.width, index % uniforms.width, sum);
}`,
  });
}
