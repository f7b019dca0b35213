import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, type WebgpuBackend } from './dispatch.js';

// A recurrence multiplies by the same weights at every step. A shader loads four that it needs one after the other at once
// where they lie side by side.

/** So many are read at once. */
export const quadsAtOnce = 4;
/** The quads of so many units, and of zeros up to a multiple of that. */
export const quadsOf = (units: number): number => quadsAtOnce * Math.ceil(units / 4 / quadsAtOnce);

/** The recurrent weights [H, gates · H] for h·R: at quad · G + column the vector R[4·quad …][column], zero past the end. */
export function quadsOfStates(backend: WebgpuBackend, weights: TensorInfo, units: number, gates: number) {
  return pack(backend, 'states', weights, units, gates, {
    vectors: quadsOf(units) * gates * units,
    code: `
  let column = index % uniforms.width;
  let first = 4 * (index / uniforms.width);
  let item = vec4<i32>(first, first + 1, first + 2, first + 3);
  let at = item * uniforms.width + column;`,
  });
}

/** The same for δ·Rᵀ: at (gate · Q + quad) · H + unit the vector R[unit][gate · H + 4·quad …]. */
export function quadsOfGates(backend: WebgpuBackend, weights: TensorInfo, units: number, gates: number) {
  return pack(backend, 'gates', weights, units, gates, {
    vectors: gates * quadsOf(units) * units,
    code: `
  let unit = index % uniforms.units;
  let first = 4 * ((index / uniforms.units) % uniforms.quads);
  let item = vec4<i32>(first, first + 1, first + 2, first + 3);
  let at = unit * uniforms.width + (index / uniforms.units / uniforms.quads) * uniforms.units + item;`,
  });
}

function pack(
  backend: WebgpuBackend,
  name: string,
  weights: TensorInfo,
  units: number,
  gates: number,
  { vectors, code }: { readonly vectors: number; readonly code: string },
): TensorInfo {
  const packed = backend.makeTensorInfo([4 * vectors], 'float32');
  dispatch(backend, {
    name: `quads of ${name}`,
    constants: {},
    integers: { units, width: gates * units, vectors, quads: quadsOf(units) },
    reads: { weights },
    writes: {},
    writesVectors: { packed },
    threads: 64,
    groups: [Math.ceil(vectors / 64), 1, 1],
    code: () => `
fn main(index : i32) {
  if (index >= uniforms.vectors) { return; }
  ${code}
  let isThere = item < vec4<i32>(uniforms.units);
  var value = vec4<f32>(0.0);
  if (isThere.x) { value.x = f32(weights[at.x]); }
  if (isThere.y) { value.y = f32(weights[at.y]); }
  if (isThere.z) { value.z = f32(weights[at.z]); }
  if (isThere.w) { value.w = f32(weights[at.w]); }
  packed[index] = value;
}`,
  });
  return packed;
}
