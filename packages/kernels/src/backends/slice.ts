import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, replacing } from './backend.js';

/** Copies `length` numbers that lie together, from number `from` of the tensor to `to` of the result. */
type CopyRun = (from: number, to: number, length: number) => void;
/** Makes the result on a backend; `copyAll` calls back for each run. */
type Place = (
  backend: unknown,
  x: tf.Tensor,
  size: number[],
  copyAll: (copy: CopyRun) => void,
) => tf.TensorInfo;

/**
 * `Slice` by copying the runs that lie together. The cpu backend's goes through index arrays for every
 * number, the wasm backend's makes two views for every row: reading the last step of a sequence took them as
 * long as these kernels take for a good part of it.
 */
export function sliceByRuns(backendName: string, place: Place): Kernels {
  return replacing(backendName, 'Slice', (original) => (call) => {
    const x = call.inputs.x as tf.Tensor;
    const { begin, size } = call.attrs as unknown as { begin: number[]; size: number[] };
    const [starts, lengths] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    tf.slice_util.assertParamsValid(x, starts, lengths);
    const contiguous = tf.slice_util.isSliceContinous(x.shape, starts, lengths);
    if (x.dtype !== 'float32' || x.shape.length < 2 || contiguous) return original(call);
    return place(call.backend, x, lengths, (copy) => forEachRun(x.shape, starts, lengths, copy));
  });
}

/** The innermost rows of the part of a row-major array that starts at `starts`, `lengths` long, in order. */
function forEachRun(
  shape: readonly number[],
  starts: readonly number[],
  lengths: readonly number[],
  copy: CopyRun,
): void {
  const last = shape.length - 1;
  const run = lengths[last]!;
  let to = 0;
  function walk(axis: number, place: number): void {
    const first = place * shape[axis]! + starts[axis]!;
    if (axis === last) {
      copy(first, to, run);
      to += run;
    } else for (let i = 0; i < lengths[axis]!; i++) walk(axis + 1, first + i);
  }
  walk(0, 0);
}
