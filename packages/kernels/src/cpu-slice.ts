import * as tf from '@tensorflow/tfjs';
import type { CpuBackend } from './cpu-workspace.js';

/**
 * Replaces `Slice` of the cpu backend. Its own goes through index arrays for every number, so that reading the last
 * step of a sequence takes as long as the sequence in these kernels; this one copies the runs that lie together.
 */
export function registerCpuSlice(): void {
  const original = tf.getKernel('Slice', 'cpu');
  if (!original) return;
  tf.unregisterKernel('Slice', 'cpu');
  tf.registerKernel({
    ...original,
    kernelFunc(call) {
      const x = call.inputs.x as tf.Tensor;
      const { begin, size } = call.attrs as unknown as { begin: number[]; size: number[] };
      const [starts, lengths] = tf.slice_util.parseSliceParams(x, begin, size);
      tf.slice_util.assertParamsValid(x, starts!, lengths!);
      if (x.dtype !== 'float32' || x.rank < 2 || tf.slice_util.isSliceContinous(x.shape, starts!, lengths!))
        return original.kernelFunc(call);
      const backend = call.backend as CpuBackend;
      const values = backend.readSync(x.dataId) as Float32Array;
      return backend.makeTensorInfo(lengths!, 'float32', copyRuns(values, x.shape, starts!, lengths!));
    },
  });
}

/** The part of a row-major array that starts at `starts` and is `lengths` long, an innermost row at a time. */
function copyRuns(
  values: Float32Array,
  shape: readonly number[],
  starts: readonly number[],
  lengths: readonly number[],
): Float32Array {
  const result = new Float32Array(lengths.reduce((product, length) => product * length, 1));
  const last = shape.length - 1;
  const run = lengths[last]!;
  const steps = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  let written = 0;
  function copy(axis: number, from: number): void {
    if (axis === last) {
      result.set(values.subarray(from + starts[last]!, from + starts[last]! + run), written);
      written += run;
      return;
    }
    for (let i = 0; i < lengths[axis]!; i++) copy(axis + 1, from + (starts[axis]! + i) * steps[axis]!);
  }
  copy(0, 0);
  return result;
}
